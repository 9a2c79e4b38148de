namespace LatentDiffusion.Provenance;

/// <summary>What is claimed of a generated picture. Its prompt is not: the text in the file says that, and can be left out.</summary>
public sealed record C2paClaim
{
    /// <summary>
    /// The pictures that it was made from: the first was edited, others were inputs. The manifests in their files are carried on. Default
    /// none: it was made from nothing but text.
    /// </summary>
    public IReadOnlyList<RgbImage> Sources { get; init; } = [];

    /// <summary>A name for people (<c>dc:title</c>). Default null.</summary>
    public string? Title { get; init; }

    /// <summary>What made the picture: a program or a model. Default: this library.</summary>
    public string Generator { get; init; } = "LatentDiffusion for .NET";

    /// <summary>Its version. Default: that of this library.</summary>
    public string GeneratorVersion { get; init; } = typeof(C2paClaim).Assembly.GetName().Version?.ToString(3) ?? "0";
}
