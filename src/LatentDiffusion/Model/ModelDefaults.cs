namespace LatentDiffusion.Model;

/// <summary>What a request that is silent gets: the defaults of the family's pipelines in diffusers.</summary>
/// <param name="Steps">Number of steps.</param>
/// <param name="GuidanceScale">Guidance scale.</param>
/// <param name="Strength">Strength of image to image.</param>
/// <param name="InpaintingStrength">Strength with a mask.</param>
internal sealed record ModelDefaults(int Steps, double GuidanceScale, double Strength = 0.8, double InpaintingStrength = 1)
{
    /// <summary>Number of steps from a picture, where it is another.</summary>
    public int? StepsFromImage { get; init; }

    /// <summary>Guidance scale from a picture, where it is another.</summary>
    public double? GuidanceScaleFromImage { get; init; }

    /// <summary>Number of steps of a request.</summary>
    public int StepsFor(GenerationRequest request) => request.InitImage is null ? Steps : StepsFromImage ?? Steps;

    /// <summary>Guidance scale of a request.</summary>
    public double GuidanceScaleFor(GenerationRequest request) =>
        request.InitImage is null ? GuidanceScale : GuidanceScaleFromImage ?? GuidanceScale;

    /// <summary>The same with what a user prefers, from a picture or not.</summary>
    public ModelDefaults With(int? steps, double? guidanceScale) => this with
    {
        Steps = steps ?? Steps,
        StepsFromImage = steps ?? StepsFromImage,
        GuidanceScale = guidanceScale ?? GuidanceScale,
        GuidanceScaleFromImage = guidanceScale ?? GuidanceScaleFromImage,
    };

    /// <summary>Scale of a ControlNet.</summary>
    public double ControlScale { get; init; } = 1;

    /// <summary>Scale of a ControlNet from a picture.</summary>
    public double ControlScaleFromImage { get; init; } = 0.8;

    /// <summary>Scale of a ControlNet with a mask.</summary>
    public double ControlScaleWithMask { get; init; } = 0.5;

    /// <summary>Scale of a ControlNet of a request.</summary>
    public double ControlScaleFor(GenerationRequest request) =>
        request.Mask is not null ? ControlScaleWithMask : request.InitImage is not null ? ControlScaleFromImage : ControlScale;
}
