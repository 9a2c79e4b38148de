using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// Folders of weights of families that no template comes with, as diffusers writes them (latent_diffusion_references/checkpoints.py),
/// against diffusers.
/// </summary>
public sealed class FolderFamilyTests
{
    private const float LatentTolerance = 1e-4f;

    [Theory]
    [InlineData("sana")]
    [InlineData("latent_diffusion")] // text encoder and autoencoder are 'bert' and 'vqvae' there
    [InlineData("latent_diffusion_unconditional")]
    [InlineData("controlnet")] // two, of which the index says MultiControlNetModel
    public void Load_FolderOfWeights_DrawsWhatDiffusersDraws(string family)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path(family), CheckpointCase.Options);
        foreach (TinyCase tiny in TinyCase.Of(family).Take(2))
            Assert.InRange(Difference.Relative(tiny.Latents, pipeline.Generate(tiny.Request()).Latents.Span), 0, LatentTolerance);
    }

    [Fact]
    public void Load_ConfigurationOfAnotherRelease_HasTheSameGraph()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("sana");
        string file = model["text_encoder/config.json"];
        JsonObject config = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        Assert.True(config.Remove("dtype"));
        (config["torch_dtype"], config["transformers_version"], config["_name_or_path"]) = ("bfloat16", "4.46.2", "org/name");
        File.WriteAllText(file, config.ToJsonString());
        LatentDiffusionPipeline.Load(model.Path, CheckpointCase.Options).Dispose();
    }

    [Fact]
    public void Load_PartByItsNameInTheIndex_IsThatPart()
    {
        PipelineOptions options = CheckpointCase.Options with
        {
            Components = new Dictionary<string, string> { ["vqvae"] = CheckpointCase.Path("latent_diffusion/vqvae") },
        };
        using ModelCopy model = ModelCopy.OfCheckpoint("latent_diffusion");
        Directory.Delete(model["vqvae"], recursive: true);
        LatentDiffusionPipeline.Load(model.Path, options).Dispose();
    }

    [Fact]
    public void Load_OnlyPickledWeights_NamesTheFile()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("latent_diffusion");
        File.Move(model["bert/model.safetensors"], model["bert/pytorch_model.bin"]);
        Assert.StartsWith(model["bert/pytorch_model.bin"], model.LoadFails(CheckpointCase.Options).Message, StringComparison.Ordinal);
    }
}
