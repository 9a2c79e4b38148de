namespace LatentDiffusion;

/// <summary>
/// An adapter that a model is loaded with (<see cref="PipelineOptions.Loras"/>); later it is as one of
/// <see cref="LatentDiffusionPipeline.LoadLora"/>, which says what can be read.
/// </summary>
public sealed record LoraFile
{
    /// <summary>Names a file.</summary>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    public LoraFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; init; }

    /// <summary>Strength, any finite number. Default 1.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>
    /// Name for <see cref="LatentDiffusionPipeline.UnloadLora"/> and <see cref="LatentDiffusionPipeline.SetLoraScale"/>. Default null: that
    /// of the file, without its ending.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The name that it goes by.</summary>
    internal string GivenName => Name ?? System.IO.Path.GetFileNameWithoutExtension(Path);
}
