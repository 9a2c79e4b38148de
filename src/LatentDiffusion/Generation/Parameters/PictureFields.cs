using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Generation;

/// <summary>
/// The pictures that a request starts from, in the text of a picture: by their hashes, so that whoever draws it again can be told whether
/// what they give is the same.
/// </summary>
internal static class PictureFields
{
    private const string Control = "ControlNet ", Weight = "Weight", Start = "Guidance Start", End = "Guidance End", Hash = "Hash";
    private const int Digits = 16;

    private static readonly (string Name, string Property, Func<GenerationRequest, RgbImage?> Get)[] Single =
    [
        ("Init image hash", "Image.Picture", r => r.InitImage),
        ("Mask hash", "Inpainting.Mask", r => r.Mask),
        ("Depth map hash", "Options.DepthMap", r => r.OptionsOf<DepthToImageOptions>().DepthMap),
    ];

    /// <summary>The fields.</summary>
    /// <param name="asked">The request.</param>
    /// <param name="controls">What the ControlNets follow, with scales.</param>
    public static IEnumerable<KeyValuePair<string, string>> Of(GenerationRequest asked, IReadOnlyList<ControlImage> controls)
    {
        foreach (var (name, _, get) in Single)
            if (get(asked) is { } picture) yield return new(name, HashOf(picture));
        if (asked.Image is { Latents: { } latents, FirstPass: null }) yield return new("Init latents hash", HashOf(latents.Span));
        for (int i = 0; i < controls.Count; i++)
        {
            ControlImage control = controls[i];
            yield return new(Control + i.ToString(CultureInfo.InvariantCulture), NamedValues.Write(
            [
                new(Weight, NamedValues.Number(control.Scale ?? 1)), new(Start, NamedValues.Number(control.Start)),
                new(End, NamedValues.Number(control.End)), new(Hash, HashOf(control.Image)),
            ]));
        }
    }

    /// <summary>Puts pictures into a request that was read, where they are those that the text tells of.</summary>
    /// <param name="fields">The text's fields.</param>
    /// <param name="request">The request without pictures.</param>
    /// <param name="given">The pictures.</param>
    /// <param name="strength">How far to go from them.</param>
    /// <exception cref="ArgumentException">One is missing, another, or not told of.</exception>
    public static GenerationRequest Take(
        IReadOnlyDictionary<string, string> fields, GenerationRequest request, GenerationRequest given, double? strength)
    {
        foreach (var (name, property, get) in Single)
            Require(property, fields.GetValueOrDefault(name), get(given) is { } picture ? HashOf(picture) : null);
        Require(
            "Image.Latents", fields.GetValueOrDefault("Init latents hash"), given.InitLatents is { } latents ? HashOf(latents.Span) : null);
        request = request with { Controls = TakeControls(fields, given.Controls) };
        if (given.Mask is { } mask) request = request with { Inpainting = (request.Inpainting ?? new Inpainting()) with { Mask = mask } };
        if (given.OptionsOf<DepthToImageOptions>().DepthMap is { } depth)
            request = FamilyFields.With<DepthToImageOptions>(request, o => o with { DepthMap = depth });
        return given.Image is not { } image ? request : request with
        {
            Image = new ImageInput(image.Picture) { Latents = image.Latents, Sources = image.Sources, Strength = strength },
        };
    }

    private static ControlImage[] TakeControls(IReadOnlyDictionary<string, string> fields, IReadOnlyList<ControlImage> given)
    {
        List<ControlImage> controls = [];
        for (int i = 0; fields.TryGetValue(Control + i.ToString(CultureInfo.InvariantCulture), out string? text); i++)
        {
            Dictionary<string, string> values = new(StringComparer.Ordinal);
            foreach (var (name, value) in NamedValues.Read(Control + i, text)) values[name] = value;
            RgbImage? image = i < given.Count ? given[i].Image : null;
            Require($"Controls[{i}]", values.GetValueOrDefault(Hash) ?? "unknown", image is null ? null : HashOf(image));
            controls.Add(new ControlImage(image!)
            {
                Scale = Number(Weight, 1), Start = Number(Start, 0), End = Number(End, 1),
            });

            double Number(string name, double otherwise) => values.TryGetValue(name, out string? number)
                && double.TryParse(number, CultureInfo.InvariantCulture, out double value) ? value : otherwise;
        }

        if (given.Count > controls.Count) Require($"Controls[{controls.Count}]", null, HashOf(given[controls.Count].Image));
        return [.. controls];
    }

    private static void Require(string property, string? told, string? given)
    {
        if (told == given) return;
        throw new ArgumentException(
            told is null ? $"{property} is given; the text of the picture tells of none."
            : given is null ? $"{property} is missing: the picture was made from one whose hash is {Shown.Of(told)}."
            : $"{property} is another: the picture was made from one whose hash is {Shown.Of(told)}, and this one's is {given}.",
            property);
    }

    /// <summary>The start of the SHA-256 of width, height (4 bytes each, little endian) and pixels.</summary>
    private static string HashOf(RgbImage image)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> size = stackalloc byte[2 * sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(size, image.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[sizeof(int)..], image.Height);
        hash.AppendData(size);
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }

    private static string HashOf(ReadOnlySpan<float> latents) =>
        Convert.ToHexStringLower(SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(latents)))[..Digits];
}
