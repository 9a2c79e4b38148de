using System.CommandLine;
using System.Globalization;
using LatentDiffusion.Hub;

namespace LatentDiffusion.Cli;

/// <summary>Lists the models in the cache.</summary>
internal static class ListCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create()
    {
        Command command = new("list", "Lists the models in the cache: size, when it was written, name, revisions.");
        command.Aliases.Add("models");
        command.SetAction(_ =>
        {
            using ModelHub hub = new();
            IReadOnlyList<CachedModel> models = hub.List();
            if (models.Count == 0) Console.Error.WriteLine("There are no models in the cache.");
            foreach (CachedModel model in models)
            {
                string size = ByteSize.Text(model.Bytes), date = model.LastModified.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
                string broken = model.IncompleteBytes > 0 ? $" [{ByteSize.Text(model.IncompleteBytes)} of broken-off downloads]" : "";
                Console.Out.WriteLine($"{size,10}  {date}  {model.Name}  {string.Join(", ", model.Revisions.Select(Name))}{broken}");
            }
        });
        return command;
    }

    private static string Name(CachedRevision revision)
    {
        const int Short = 8;
        return revision.Refs.Count > 0 ? string.Join(", ", revision.Refs) : revision.Commit[..Math.Min(Short, revision.Commit.Length)];
    }
}
