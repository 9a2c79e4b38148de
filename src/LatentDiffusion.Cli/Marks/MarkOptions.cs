using System.CommandLine;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>How pictures are marked as generated.</summary>
internal sealed class MarkOptions
{
    /// <summary>Where the password of a certificate is: not on the command line, which others can see.</summary>
    public const string PasswordVariable = "LATENTDIFFUSION_CERTIFICATE_PASSWORD";

    /// <summary>Their heading in the help.</summary>
    public const string Group = "Marks of origin";

    private const string Off = "off", Xmp = "xmp", C2pa = "c2pa";

    private static readonly string[] Names = [Off, Xmp, C2pa, WatermarkOptions.Robust, WatermarkOptions.DwtDct, WatermarkOptions.TrustMark];

    private readonly Option<string[]?> _mark = NamedOption.Of(
        "--mark",
        Marks,
        "How pictures say that they are generated: off, or several of xmp (metadata), c2pa (signed metadata; needs a certificate), "
        + "watermark (in the pixels, survives compression, resizing and crops), dwtdct (in the pixels, as diffusers' SDXL does) and "
        + "trustmark (in the pixels, by a model), as xmp,watermark. [default: xmp]");

    private readonly Option<string?> _certificate = new("--certificate")
    {
        Description = $"Certificate and key to sign with: a .pfx file, its password in {PasswordVariable}. "
            + "'latentdiffusion certificate' makes one to try.",
        HelpName = "file",
    };

    private readonly Option<string?> _store = new("--certificate-store")
    {
        Description = "Certificate to sign with: its thumbprint in the system's store.", HelpName = "thumbprint",
    };

    private readonly Option<Uri?> _timestamp = NamedOption.Of(
        "--timestamp", Address, "Address of a time stamp authority (RFC 3161), so that signatures outlive their certificate.");

    private readonly WatermarkOptions _watermarks = new();
    private C2paSigner? _signer;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Group, _mark, _certificate, _store, _timestamp);
        _watermarks.AddTo(command, _mark);
        command.Validators.Add(result =>
        {
            bool isSigned = result.GetResult(_mark)?.Tokens
                .Any(t => t.Value.Split(',', StringSplitOptions.TrimEntries).Contains(C2pa)) == true;
            bool isFile = NamedOption.IsGiven(result, _certificate), isStore = NamedOption.IsGiven(result, _store);
            if (isSigned && !isFile && !isStore) result.AddError("--mark c2pa needs --certificate or --certificate-store.");
            if (isFile && isStore) result.AddError("--certificate and --certificate-store exclude each other.");
            if (!isSigned && (isFile || isStore || NamedOption.IsGiven(result, _timestamp)))
                result.AddError("--certificate, --certificate-store and --timestamp need --mark c2pa.");
        });
    }

    /// <summary>Puts them into the options of a pipeline.</summary>
    public PipelineOptions Read(ParseResult parsed, PipelineOptions options)
    {
        string[] marks = parsed.GetValue(_mark) is { Length: > 0 } given ? given : [Xmp];
        return options with
        {
            MarksImages = marks.Contains(Xmp),
            ImageStages = [.. options.ImageStages, .. _watermarks.Stages(parsed, marks)],
            FileStages = marks.Contains(C2pa) ? [.. options.FileStages, new C2paStage(_signer ??= Signer(parsed))] : options.FileStages,
        };
    }

    private C2paSigner Signer(ParseResult parsed)
    {
        ITimestampAuthority? authority = parsed.GetValue(_timestamp) is { } address ? new HttpTimestampAuthority(address) : null;
        return parsed.GetValue(_store) is { } thumbprint
            ? C2paSigner.FromStore(thumbprint, authority)
            : C2paSigner.FromPfx(parsed.GetValue(_certificate)!, Environment.GetEnvironmentVariable(PasswordVariable), authority);
    }

    private static string[]? Marks(string text)
    {
        string[] marks = text.Split(',', StringSplitOptions.TrimEntries);
        if (marks.FirstOrDefault(m => !Names.Contains(m)) is { } other)
            throw new ArgumentException($"'{other}' is not one of {string.Join(", ", Names)}.");
        return marks.Contains(Off) && marks.Length > 1 ? throw new ArgumentException("off excludes the others.") : marks;
    }

    private static Uri? Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is ("http" or "https")
            ? address : throw new ArgumentException($"'{text}' is not an address that begins with http or https.");
}
