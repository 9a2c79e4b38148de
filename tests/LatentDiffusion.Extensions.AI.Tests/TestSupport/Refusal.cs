namespace LatentDiffusion.Extensions.AI.Tests;

/// <summary>Refuses the picture of one seed.</summary>
internal sealed class Refusal(long seed) : IImageStage
{
    public string Name => "refusal";

    public RgbImage Apply(RgbImage image, ImageStageContext context) =>
        context.Seed == seed ? throw new ImageRefusedException("It is refused.") : image;
}
