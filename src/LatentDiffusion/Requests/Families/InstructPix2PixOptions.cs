namespace LatentDiffusion;

/// <summary>Options of InstructPix2Pix.</summary>
public sealed record InstructPix2PixOptions : StableDiffusionOptions
{
    /// <summary>How strongly the picture to edit is kept: any finite number; below 1 turns guidance off. Default 1.5.</summary>
    public double ImageGuidanceScale { get; init; } = 1.5;

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        RequireSingle(nameof(ImageGuidanceScale), ImageGuidanceScale);
    }
}
