namespace LatentDiffusion.Cli;

/// <summary>What <c>--scheduler</c> takes.</summary>
internal static class SchedulerText
{
    private const string ConfigFile = "scheduler_config.json";
    private const long MaxBytes = 1 << 20;

    /// <summary>A name, with options or without; or a configuration: its file, the folder that it is in, or that of its model.</summary>
    /// <exception cref="ArgumentException">There is no such scheduler or option, or the file is not a configuration.</exception>
    public static Scheduler Read(string text)
    {
        string[] places = [Path.Combine(text, ConfigFile), Path.Combine(text, "scheduler", ConfigFile)];
        string path = places.FirstOrDefault(File.Exists) ?? text;
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return Schedulers.FromName(text);
        try
        {
            FileInfo file = new(path);
            if (!file.Exists) throw new ArgumentException($"there is no file '{path}'.");
            if (file.Length > MaxBytes) throw new ArgumentException($"{path}: a scheduler's configuration has at most {MaxBytes} bytes.");
            SchedulerConfiguration read = Schedulers.FromConfig(File.ReadAllText(path));
            foreach (string warning in read.Warnings) Terminal.Warning($"{path}: {warning}");
            return read.Scheduler;
        }
        catch (Exception e) when (e is ModelFormatException or IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path}: {e.Message}", e);
        }
    }
}
