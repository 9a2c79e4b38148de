using System.Globalization;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>The marks of pictures for people: what holds on standard output, what is broken on standard error.</summary>
internal static class MarksText
{
    /// <summary>Writes the reports.</summary>
    public static void Write(IReadOnlyList<(string Path, MarkReport Report)> reports)
    {
        for (int k = 0; k < reports.Count; k++)
        {
            if (k > 0) Console.Out.WriteLine();
            var (path, report) = reports[k];
            Line("image", path);
            Line("marks", report.State.ToString().ToLowerInvariant());
            WriteC2pa(report.C2pa);
            if (report.Origin is { } origin) WriteOrigin(origin);
            foreach (WatermarkFinding mark in report.Watermarks) Line("watermark", Watermark(mark));
            if (report.Parameters is { } parameters) Line("parameters", parameters.ReplaceLineEndings(" | "));
            Console.Out.Flush();
            foreach (string problem in report.Problems) Terminal.Error($"{path}: {problem}");
        }
    }

    private static void WriteC2pa(C2paReport c2pa)
    {
        Line("c2pa", c2pa.State.ToString().ToLowerInvariant());
        if (c2pa.Signer is { } signer) Line("  signer", $"{signer}, attested by {c2pa.Issuer}");
        if (c2pa.SignedAt is { } time) Line("  signed", time.ToString("u", CultureInfo.InvariantCulture));
        if (c2pa.Generator is { } generator) Line("  made by", generator);
        foreach (C2paAction action in c2pa.Actions)
            Line("  action", action.DigitalSourceType is { } type ? $"{action.Name} ({type})" : action.Name);
        foreach (C2paIngredient ingredient in c2pa.Ingredients)
        {
            string signed = ingredient.Manifest is null ? "unsigned" : ingredient.Holds ? "signed" : "signed, but that does not hold";
            Line("  from", $"{ingredient.Title ?? "a picture"} ({ingredient.Relationship}), {signed}");
        }
    }

    private static void WriteOrigin(ImageOrigin origin)
    {
        Line("xmp", origin.DigitalSourceType ?? "no source type");
        if (origin.AiSystem is { } system) Line("  made by", $"{system} ({origin.AiSystemVersion ?? "of an unknown version"})");
    }

    private static string Watermark(WatermarkFinding mark)
    {
        string rate = mark.Reading.FalsePositiveRate is { } p ? FormattableString.Invariant($", by chance {p:0.0e+0}") : "";
        return $"{mark.Name}: {mark.Reading.BitCount} bits {Convert.ToHexStringLower(mark.Reading.Payload.Span)}{rate}"
            + (mark.Reading.Meaning is { } meaning ? $", {meaning}" : "");
    }

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name,-12} {value}");
}
