namespace LatentDiffusion.Provenance;

/// <summary>All marks that were found in a file.</summary>
public sealed class MarkReport
{
    private bool _isUnreadable;

    /// <summary>What C2PA says.</summary>
    public C2paReport C2pa { get; internal set; } = new();

    /// <summary>What XMP says of the origin; null where it says nothing.</summary>
    public ImageOrigin? Origin { get; internal set; }

    /// <summary>The text of how the picture was made; null where there is none.</summary>
    public string? Parameters { get; internal set; }

    /// <summary>The watermarks in the pixels.</summary>
    public IReadOnlyList<WatermarkFinding> Watermarks { get; internal set; } = [];

    /// <summary>What is wrong with the file and its marks, in sentences.</summary>
    public IReadOnlyList<string> Problems { get; internal set; } = [];

    /// <summary>What all of it comes to. The text of parameters alone is no mark: it does not say that a machine drew.</summary>
    public MarkState State => _isUnreadable ? MarkState.Unreadable
        : Problems.Count > 0 ? MarkState.Broken
        : C2pa.State != C2paState.Absent || Origin?.IsGenerated == true || Watermarks.Count > 0 ? MarkState.Marked : MarkState.Unmarked;

    /// <summary>The report of a file that cannot be read.</summary>
    /// <param name="problem">Why, in one sentence.</param>
    public static MarkReport Unreadable(string problem) => new() { _isUnreadable = true, Problems = [problem] };
}
