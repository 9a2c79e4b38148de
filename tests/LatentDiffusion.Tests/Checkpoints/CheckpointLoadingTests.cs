namespace LatentDiffusion.Tests;

/// <summary>Checkpoints against graphs that were exported in the ordinary way from the same weights.</summary>
public sealed class CheckpointLoadingTests
{
    private const float HalfTolerance = 1e-3f;

    [Theory]
    [InlineData("stable_diffusion")]
    [InlineData("stable_diffusion_xl")]
    public void Load_FolderOfSafetensors_GivesTheLatentsOfTheExportBitForBit(string model) =>
        Assert.Equal(CheckpointCase.Latents(ReferenceFiles.Path("tiny", model)), CheckpointCase.Latents(CheckpointCase.Path(model)));

    [Theory]
    [InlineData("flux_dev")]
    [InlineData("stable_diffusion_3")]
    public void Load_FolderOfATransformer_GivesTheLatentsOfTheExportBitForBit(string model)
    {
        using LatentDiffusionPipeline export = LoraCase.Load(model, "tiny"), weights = LoraCase.Load(model);
        Assert.Equal(LoraCase.Draw(export), LoraCase.Draw(weights));
    }

    [Theory]
    [InlineData("stable_diffusion")]
    [InlineData("stable_diffusion_2")]
    [InlineData("stable_diffusion_xl")]
    public void Load_SingleFile_GivesTheLatentsOfTheFolderBitForBit(string model) => Assert.Equal(
        CheckpointCase.Latents(CheckpointCase.Path(model)),
        CheckpointCase.Latents(
            CheckpointCase.Path($"{model}.safetensors"),
            CheckpointCase.Options with { Config = CheckpointCase.Path(model) }));

    [Theory]
    [InlineData("float16")]
    [InlineData("bfloat16")]
    public void Load_HalfPrecision_GivesWhatDiffusersComputesFromTheSameWeights(string type)
    {
        SafetensorsFile expected = new(CheckpointCase.Path("stable_diffusion.halves.safetensors"));
        PipelineOptions options = CheckpointCase.Options with { Config = CheckpointCase.Path("stable_diffusion") };
        float[] actual = CheckpointCase.Latents(CheckpointCase.Path($"stable_diffusion.{type}.safetensors"), options);
        Assert.InRange(Difference.Relative(expected.Values<float>($"{type}.latents"), actual), 0, HalfTolerance);
    }
}
