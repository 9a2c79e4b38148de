using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>Shows and empties the cache of graphs that are ready to run.</summary>
internal static class CacheCommand
{
    /// <summary>Describes the command.</summary>
    public static Command Create() => new("cache", "Shows and empties the cache that --cache fills.") { List(), Clear() };

    private static Command List()
    {
        Option<string?> folder = CacheOptions.FolderOption();
        Command command = new("list", "Lists the graphs in the cache: size, when last used, name, what they were made of.") { folder };
        command.SetAction(parsed =>
        {
            IReadOnlyList<CachedGraph> graphs = CacheOptions.Of(parsed.GetValue(folder)).List();
            if (graphs.Count == 0) Console.Error.WriteLine("There are no graphs in the cache.");
            foreach (CachedGraph graph in graphs)
            {
                string used = graph.LastUsed.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
                Console.Out.WriteLine(
                    $"{ByteSize.Text(graph.Bytes),10}  {used}  {graph.Component}  {graph.Source}  (ONNX Runtime {graph.Runtime})");
            }
        });
        return command;
    }

    private static Command Clear()
    {
        Option<string?> folder = CacheOptions.FolderOption();
        Command command = new("clear", "Removes all graphs from the cache.") { folder };
        command.SetAction(parsed =>
            Console.Out.WriteLine($"{ByteSize.Text(CacheOptions.Of(parsed.GetValue(folder)).Clear())} freed"));
        return command;
    }
}
