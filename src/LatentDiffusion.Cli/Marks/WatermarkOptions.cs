using System.CommandLine;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>What <c>--mark watermark</c>, <c>dwtdct</c> and <c>trustmark</c> write into the pixels.</summary>
internal sealed class WatermarkOptions
{
    /// <summary>Names of the marks.</summary>
    public const string Robust = "watermark", DwtDct = "dwtdct", TrustMark = "trustmark";

    /// <summary>Where the passphrase of marks is that only its owner can read: not on the command line, which others can see.</summary>
    public const string KeyVariable = "LATENTDIFFUSION_WATERMARK_KEY";

    /// <summary>Bytes that the strongest error correction of TrustMark leaves.</summary>
    private const int TrustMarkBytes = 5;

    private readonly Option<byte[]?> _payload = NamedOption.Of(
        "--watermark-payload",
        text => Bytes(text, Watermark.PayloadBytes),
        $"What --mark watermark says: {2 * Watermark.PayloadBytes} hexadecimal digits, for example a number of the generation. With a "
        + $"passphrase of 8 characters or more in {KeyVariable}, nobody else can read or write it. [default: 'AI-gen', readable by all]");

    private readonly Option<string?> _encoder = new("--trustmark")
    {
        Description = "Encoder of a TrustMark model for --mark trustmark, an ONNX file.", HelpName = "file",
    };

    private readonly Option<byte[]?> _trustMarkPayload = NamedOption.Of(
        "--trustmark-payload", text =>
            Bytes(text, TrustMarkBytes), $"What --mark trustmark says: {2 * TrustMarkBytes} hexadecimal digits.");

    private IReadOnlyList<IImageStage>? _stages;

    /// <summary>The key that the environment names, null where it names none.</summary>
    /// <exception cref="ArgumentException">The passphrase is too short.</exception>
    public static WatermarkKey? Key()
    {
        if (Environment.GetEnvironmentVariable(KeyVariable) is not { Length: > 0 } passphrase) return null;
        try
        {
            return WatermarkKey.FromPassphrase(passphrase);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{KeyVariable}: {e.Message.Split(" (Parameter")[0]}", e);
        }
    }

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="mark">The option that names the marks.</param>
    public void AddTo(Command command, Option<string[]?> mark)
    {
        command.Add(MarkOptions.Group, _payload, _encoder, _trustMarkPayload);
        command.Validators.Add(result =>
        {
            string[] marks = [.. result.GetResult(mark)?.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries)) ?? []];
            bool Has(string name) => marks.Contains(name);
            bool IsGiven(Option option) => NamedOption.IsGiven(result, option);
            if (IsGiven(_payload) && !Has(Robust)) result.AddError($"--watermark-payload needs --mark {Robust}.");
            if (IsGiven(_trustMarkPayload) && !Has(TrustMark)) result.AddError($"--trustmark-payload needs --mark {TrustMark}.");
            if (IsGiven(_encoder) != Has(TrustMark)) result.AddError($"--mark {TrustMark} and --trustmark need each other.");
            if (Has(TrustMark) && !IsGiven(_trustMarkPayload)) result.AddError($"--mark {TrustMark} needs --trustmark-payload.");
        });
    }

    /// <summary>The stages that write the marks, the one that others harm least first.</summary>
    public IReadOnlyList<IImageStage> Stages(ParseResult parsed, string[] marks)
    {
        if (_stages is { } made) return made;
        List<IImageStage> stages = [];
        if (marks.Contains(TrustMark)) stages.Add(new TrustMarkStage(parsed.GetValue(_encoder)!, parsed.GetValue(_trustMarkPayload)));
        if (marks.Contains(Robust)) stages.Add(new WatermarkStage(Payload(parsed), Key()));
        if (marks.Contains(DwtDct)) stages.Add(new DwtDctStage());
        return _stages = stages;
    }

    // An option of an array that is not given has an empty one.
    private ReadOnlySpan<byte> Payload(ParseResult parsed) =>
        parsed.GetValue(_payload) is { Length: > 0 } given ? given : Watermark.GeneratedPayload.Span;

    private static byte[]? Bytes(string text, int count)
    {
        if (text.Length != 2 * count || !text.All(char.IsAsciiHexDigit))
            throw new ArgumentException($"'{text}' is not {2 * count} hexadecimal digits.");
        return Convert.FromHexString(text);
    }
}
