using System.Globalization;

namespace LatentDiffusion.Generation;

/// <summary>What SDXL is told of a picture's past, in the text of a picture: those values that are set.</summary>
internal static class SizeConditioningText
{
    private static readonly
        (string Name, bool IsWhole, Func<SizeConditioning, double?> Get, Func<SizeConditioning, double, SizeConditioning> Set)[] Values =
    [
        ("original width", true, s => s.OriginalWidth, (s, v) => s with { OriginalWidth = (int)v }),
        ("original height", true, s => s.OriginalHeight, (s, v) => s with { OriginalHeight = (int)v }),
        ("crop left", true, s => s.CropLeft, (s, v) => s with { CropLeft = (int)v }),
        ("crop top", true, s => s.CropTop, (s, v) => s with { CropTop = (int)v }),
        ("target width", true, s => s.TargetWidth, (s, v) => s with { TargetWidth = (int)v }),
        ("target height", true, s => s.TargetHeight, (s, v) => s with { TargetHeight = (int)v }),
        ("negative original width", true, s => s.NegativeOriginalWidth, (s, v) => s with { NegativeOriginalWidth = (int)v }),
        ("negative original height", true, s => s.NegativeOriginalHeight, (s, v) => s with { NegativeOriginalHeight = (int)v }),
        ("negative crop left", true, s => s.NegativeCropLeft, (s, v) => s with { NegativeCropLeft = (int)v }),
        ("negative crop top", true, s => s.NegativeCropTop, (s, v) => s with { NegativeCropTop = (int)v }),
        ("negative target width", true, s => s.NegativeTargetWidth, (s, v) => s with { NegativeTargetWidth = (int)v }),
        ("negative target height", true, s => s.NegativeTargetHeight, (s, v) => s with { NegativeTargetHeight = (int)v }),
        ("aesthetic score", false, s => s.AestheticScore, (s, v) => s with { AestheticScore = v }),
        ("negative aesthetic score", false, s => s.NegativeAestheticScore, (s, v) => s with { NegativeAestheticScore = v }),
    ];

    private static readonly SizeConditioning Usual = new();

    /// <summary>The text, or null where nothing is set.</summary>
    public static string? Write(SizeConditioning sizes) => sizes == Usual ? null : NamedValues.Write(
        Values.Where(v => v.Get(sizes) is { } value && value != v.Get(Usual))
            .Select(v => KeyValuePair.Create(v.Name, NamedValues.Number(v.Get(sizes)!.Value))));

    /// <summary>The values of a text, or null where it is none.</summary>
    public static SizeConditioning? Read(string text)
    {
        SizeConditioning sizes = Usual;
        foreach (var (name, number) in NamedValues.Read("Size conditioning", text))
        {
            var known = Array.Find(Values, v => v.Name == name);
            if (known.Set is null || !double.TryParse(number, CultureInfo.InvariantCulture, out double value)) return null;
            if (known.IsWhole && !(double.IsInteger(value) && Math.Abs(value) <= int.MaxValue)) return null;
            sizes = known.Set(sizes, value);
        }

        return sizes;
    }
}
