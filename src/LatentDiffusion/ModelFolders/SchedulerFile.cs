using System.Text.Json.Nodes;
using LatentDiffusion.Errors;
using LatentDiffusion.Scheduling;
using LatentDiffusion.Storage;

namespace LatentDiffusion.ModelFolders;

/// <summary>The <c>scheduler_config.json</c> of a model.</summary>
internal static class SchedulerFile
{
    private const string Name = "scheduler_config.json", ClassName = "_class_name";
    private const long MaxBytes = 1 << 20; // real ones have a kilobyte

    /// <summary>Reads the file.</summary>
    /// <param name="files">The folder of the scheduler.</param>
    /// <param name="className">
    /// The class that the model's index names, which goes before that in the file, as in diffusers; or null.
    /// </param>
    /// <param name="warnings">Are told of entries that no scheduler knows, which are ignored, as in diffusers.</param>
    /// <exception cref="ModelFormatException">It is absent, not readable, or of an unknown class.</exception>
    public static (Scheduler Scheduler, SchedulerOptions Options) Read(ModelFiles files, string? className, RunWarnings warnings)
    {
        string path = files.PathOf(Name);
        JsonObject config = StrictJson.Object(path, PythonJson.QuoteSpecials(files.ReadText(Name, MaxBytes)));
        if (className is not null && config.ContainsKey(ClassName)) config[ClassName] = className;
        try
        {
            SchedulerConfiguration read = Schedulers.FromConfig(config.ToJsonString());
            foreach (string warning in read.Warnings) warnings.Add($"{path}: {warning}");
            return (read.Scheduler, read.Options);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
    }
}
