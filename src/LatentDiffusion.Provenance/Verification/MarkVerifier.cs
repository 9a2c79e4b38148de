using LatentDiffusion.Imaging;

namespace LatentDiffusion.Provenance;

/// <summary>
/// Says which marks a file has: C2PA, XMP, the text of parameters, watermarks; and whether they hold. What is broken is reported, never
/// thrown. Thread-safe.
/// </summary>
public sealed class MarkVerifier
{
    private readonly C2paValidator _c2pa;
    private readonly IReadOnlyList<IWatermarkReader> _watermarks;
    private readonly bool _requiresTrust;

    /// <summary>Makes a verifier.</summary>
    /// <param name="trust">Whose signatures one trusts; those of others count as broken. Default null: who signed is not judged.</param>
    /// <param name="watermarks">The kinds of watermark to look for. Default <see cref="WatermarkReaders.Default"/>.</param>
    public MarkVerifier(C2paTrust? trust = null, IReadOnlyList<IWatermarkReader>? watermarks = null) =>
        (_c2pa, _watermarks, _requiresTrust) = (new C2paValidator(trust), watermarks ?? WatermarkReaders.Default, trust is not null);

    /// <summary>Looks at a file.</summary>
    /// <param name="path">The file; at most 256 MiB.</param>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read.</exception>
    public MarkReport Verify(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        if (stream.CanSeek && stream.Length > ImageLimits.Default.MaxBytes)
        {
            return MarkReport.Unreadable(
                $"The file has {stream.Length} bytes; an image may have at most {ImageLimits.Default.MaxBytes}.");
        }

        byte[] file;
        try
        {
            file = ImageFile.Read(stream, path, ImageLimits.Default);
        }
        catch (ImageFormatException) // of a pipe the length is not known before
        {
            return MarkReport.Unreadable($"The file has more than {ImageLimits.Default.MaxBytes} bytes, which an image may have at most.");
        }

        return Verify(file);
    }

    /// <summary>Looks at the bytes of a file.</summary>
    /// <param name="file">Any bytes.</param>
    public MarkReport Verify(ReadOnlySpan<byte> file)
    {
        if (ImageFile.FormatOf(file) is null)
            return MarkReport.Unreadable("A PNG, JPEG or WebP image was expected; the first bytes are those of none of them.");
        MarkReport report = new();
        List<string> problems = [];
        report.C2pa = _c2pa.Validate(file);
        if (_requiresTrust && report.C2pa.State == C2paState.Valid) problems.Add("C2PA: The trust list does not know who signed.");
        problems.AddRange(report.C2pa.Statuses.Where(s => s.Kind == C2paStatusKind.Failure)
            .Select(s => $"C2PA: {s.Explanation} ({s.Code})"));
        byte[] bytes = file.ToArray();
        Try("XMP", () => report.Origin = ImageMetadata.ReadOrigin(bytes));
        Try("Parameters", () => report.Parameters = ImageMetadata.ReadParameters(bytes));
        if (_watermarks.Count > 0) Try("Watermarks", () => report.Watermarks = ReadWatermarks(RgbImage.Decode(bytes)));
        report.Problems = problems;
        return report;

        void Try(string what, Action read)
        {
            try
            {
                read();
            }
            catch (ImageFormatException e)
            {
                problems.Add($"{what}: {e.Message}");
            }
        }
    }

    private List<WatermarkFinding> ReadWatermarks(RgbImage image)
    {
        List<WatermarkFinding> found = [];
        foreach (IWatermarkReader reader in _watermarks)
            if (reader.Read(image) is { } reading) found.Add(new WatermarkFinding(reader.Name, reading));
        return found;
    }
}
