namespace LatentDiffusion.Provenance;

/// <summary>A watermark that was found.</summary>
/// <param name="Name">The kind of watermark.</param>
/// <param name="Reading">What it says.</param>
public sealed record WatermarkFinding(string Name, WatermarkReading Reading);
