using ScottPlot;
using SkiaSharp;

namespace LatentDiffusion.Evaluation;

/// <summary>
/// The font of plots. It comes with the library (the Latin letters of DejaVu Sans), since there are systems without fonts and builds of
/// Skia that find none; so plots look alike everywhere.
/// </summary>
internal sealed class PlotFont : IFontResolver
{
    /// <summary>What the font is known as.</summary>
    public const string Name = "LatentDiffusion Plots";

    private static readonly Lazy<byte[]> Content = new(Read);
    private static readonly Lazy<PlotFont> Instance = new(() =>
    {
        PlotFont font = new();
        Fonts.FontResolvers.Add(font);
        return font;
    });

    /// <summary>Gives a plot the font.</summary>
    public static void Apply(Plot plot)
    {
        _ = Instance.Value;
        plot.Font.Set(Name);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing)
    {
        if (fontName != Name) return null;
        using SKData data = SKData.CreateCopy(Content.Value);
        return SKTypeface.FromData(data);
    }

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

    private static byte[] Read()
    {
        using Stream stream = typeof(PlotFont).Assembly.GetManifestResourceStream("PlotFont.ttf")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
