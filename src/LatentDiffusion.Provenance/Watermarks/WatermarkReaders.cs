namespace LatentDiffusion.Provenance;

/// <summary>The kinds of watermark that are looked for unless others are named.</summary>
public static class WatermarkReaders
{
    /// <summary>One reader for each kind that needs neither a key nor a file.</summary>
    public static IReadOnlyList<IWatermarkReader> Default { get; } = [new WatermarkReader(), new DwtDctReader()];
}
