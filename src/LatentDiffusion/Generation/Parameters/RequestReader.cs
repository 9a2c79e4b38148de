using System.Globalization;
using LatentDiffusion.Errors;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Generation;

/// <summary>Makes a request of what the text of a picture says.</summary>
/// <param name="parameters">What it says.</param>
internal sealed class RequestReader(GenerationParameters parameters)
{
    /// <summary>Name of the field with the size to ask for, where that of the picture is another.</summary>
    public const string AskedSize = "Asked size";

    /// <summary>Name of the field with a scheduler's further options.</summary>
    public const string SchedulerOptions = "Scheduler options";

    /// <summary>Name of the field with the strength of the first of two passes.</summary>
    public const string FirstStrength = "First pass strength";

    private readonly Dictionary<string, string> _fields = Fields(parameters);

    /// <summary>
    /// Whether another program wrote it, in whose texts what is silent means something else. Early versions of this library wrote none, but
    /// the names of classes.
    /// </summary>
    private bool IsForeign => parameters.Sampler?.EndsWith("Scheduler", StringComparison.Ordinal) != true
        && !_fields.GetValueOrDefault(PipelineFields.Version.Key, "").StartsWith(PipelineFields.VersionPrefix, StringComparison.Ordinal);

    /// <summary>The request.</summary>
    /// <param name="pictures">What the picture was made from, which the text cannot hold.</param>
    /// <exception cref="ArgumentException">A field cannot be read, or a picture is missing, another, or not told of.</exception>
    public GenerationRequest Read(GenerationRequest pictures)
    {
        GenerationRequest request = new(parameters.Prompt)
        {
            NegativePrompt = parameters.NegativePrompt is { Length: > 0 } negative ? negative : null,
            Steps = parameters.Steps,
            GuidanceScale = parameters.GuidanceScale,
            Seed = parameters.Seed,
            Scheduler = parameters.Sampler is { } sampler
                ? new SamplerText(sampler, parameters.ScheduleType, _fields.GetValueOrDefault(SchedulerOptions)).Read(IsForeign) : null,
        };
        if (IsForeign) request = AsWebui(request);
        foreach (RequestField field in RequestFields.All)
            if (_fields.TryGetValue(field.Name, out string? text)) request = field.ReadInto(request, text);
        if (request.Inpainting?.Outpaint is null)
        {
            var (width, height) = Pair(AskedSize) ?? (parameters.Width, parameters.Height);
            request = request with { Width = width, Height = height };
        }

        HiresFix? hires = Hires();
        return PictureFields.Take(
            _fields, request with { Hires = hires }, pictures, hires is null ? parameters.Strength : Real(FirstStrength));
    }

    /// <summary>webui's prompts are weighted, and its noise is a GPU's, unless it says otherwise.</summary>
    private GenerationRequest AsWebui(GenerationRequest request) => request with
    {
        NoiseSource = NoiseSource.Philox,
        PromptSyntax = (request.Prompt + request.NegativePrompt).AsSpan().ContainsAny("()[]") ? PromptSyntax.Weighted : PromptSyntax.Plain,
    };

    private HiresFix? Hires()
    {
        if (!_fields.ContainsKey(HiresFix.ScaleField) && !_fields.ContainsKey(HiresFix.SizeField)) return null;
        HiresFix hires = new();
        var (width, height) = Pair(HiresFix.SizeField) ?? (null, null);
        return hires with
        {
            Scale = Real(HiresFix.ScaleField) ?? hires.Scale,
            Width = width is > 0 ? width : null,
            Height = height is > 0 ? height : null,
            Steps = Whole(HiresFix.StepsField) is > 0 and var steps ? steps : null, // webui writes 0 for those of the first pass
            Strength = parameters.Strength ?? hires.Strength,
            Upscaling = _fields.TryGetValue(HiresFix.UpscalerField, out string? name) ? HiresUpscalings.OfTextName(name) : hires.Upscaling,
        };
    }

    private double? Real(string name) => !_fields.TryGetValue(name, out string? text) ? null
        : double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : throw Unreadable(name, text);

    private int? Whole(string name) => !_fields.TryGetValue(name, out string? text) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Unreadable(name, text);

    private (int? First, int? Second)? Pair(string name) => !_fields.TryGetValue(name, out string? text) ? null
        : text.Split('x') is [var a, var b] && int.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out int second)
            ? (first, second) : throw Unreadable(name, text);

    private static ArgumentException Unreadable(string name, string text) => new($"'{name}' is '{Shown.Of(text)}', which cannot be read.");

    private static Dictionary<string, string> Fields(GenerationParameters parameters)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (var (name, value) in parameters.Other) fields[name] = value;
        return fields;
    }
}
