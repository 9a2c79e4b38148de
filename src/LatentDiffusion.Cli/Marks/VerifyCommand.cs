using System.CommandLine;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>Says which marks pictures have, and whether they hold.</summary>
internal static class VerifyCommand
{
    private const int Broken = 1, Unmarked = 3;

    /// <summary>Describes the command.</summary>
    /// <param name="literal">What follows <c>--</c> on the command line, and is no option whatever it begins with.</param>
    public static Command Create(List<string> literal)
    {
        Command command = new(
            "verify",
            "Says which marks pictures have, and whether they hold. Ends with 0 where all are marked and all marks hold, 1 where one "
            + "is broken or cannot be read, 3 where one has none. Watermarks written with a key are found where its passphrase is in "
            + $"{WatermarkOptions.KeyVariable}.");
        Argument<string[]> images = new("image")
        {
            Description = "PNG, JPEG or WebP files.", Arity = ArgumentArity.OneOrMore,
        };
        Option<string[]> trust = new("--trust")
        {
            Description = "Certificates of whom you trust, in PEM; once for each file. Signatures of others count as broken then. "
                + "[default: who signed is told, and not judged]",
            HelpName = "file",
            DefaultValueFactory = _ => [],
        };
        Option<bool> json = new("--json") { Description = "Write the report as JSON." };
        UsageErrors.RefuseOptions(images, command, text => File.Exists(text) || literal.Contains(text));
        command.Add(images);
        Option<string?> trustMark = new("--trustmark")
        {
            Description = "Decoder of a TrustMark model, an ONNX file, to look for its watermark, of the strongest error correction, too.",
            HelpName = "file",
        };
        command.Add(trust);
        command.Add(trustMark);
        command.Add(json);
        command.SetAction(parsed =>
        {
            string[] anchors = parsed.GetValue(trust)!;
            using TrustMarkReader? decoder = parsed.GetValue(trustMark) is { } file
                ? new TrustMarkReader(file, TrustMarkSchema.BchSuper) : null;
            MarkVerifier verifier = new(anchors.Length == 0 ? null : C2paTrust.FromPem(anchors), Readers(decoder));
            List<(string Path, MarkReport Report)> reports = [];
            foreach (string path in parsed.GetRequiredValue(images)) reports.Add((path, Verify(verifier, path)));
            if (parsed.GetValue(json)) MarksJson.Write(reports);
            else MarksText.Write(reports);
            return reports.Any(r => r.Report.State is MarkState.Broken or MarkState.Unreadable) ? Broken
                : reports.Any(r => r.Report.State == MarkState.Unmarked) ? Unmarked : 0;
        });
        return command;
    }

    /// <summary>What is looked for in pixels: marks for all, those of the user's key, and those that a model reads.</summary>
    private static IReadOnlyList<IWatermarkReader> Readers(TrustMarkReader? decoder)
    {
        List<IWatermarkReader> readers = [.. WatermarkReaders.Default];
        if (WatermarkOptions.Key() is { } key) readers.Add(new WatermarkReader(key));
        if (decoder is not null) readers.Add(decoder);
        return readers;
    }

    /// <summary>One file that cannot be read does not hide what the others say.</summary>
    private static MarkReport Verify(MarkVerifier verifier, string path)
    {
        try
        {
            return verifier.Verify(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return MarkReport.Unreadable(Failures.Explain(e));
        }
    }
}
