using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Checkpoints that do not fit: what is wrong, in which file, and what to do.</summary>
public sealed class CheckpointFaultTests
{
    private const string Unet = "unet/diffusion_pytorch_model.safetensors";

    [Fact]
    public void Load_MissingWeights_ListsThemAndWhatIsLeftOver()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(
            model[Unet],
            tensors => tensors.Select(t => t.Key == "conv_in.weight" ? t with { Key = "conv_inn.weight" } : t));
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.Contains(model[Unet], message, StringComparison.Ordinal);
        Assert.Contains("1 of ", message, StringComparison.Ordinal);
        Assert.Contains("are missing: conv_in.weight. Not used: conv_inn.weight.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WeightsOfAnotherShape_NamesThem()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(
            model[Unet],
            tensors => tensors.Select(t => t.Key == "conv_in.weight" ? t with { Shape = [4, 9, 4, 1] } : t));
        Assert.Contains(
            "'conv_in.weight' is F32[4, 9, 4, 1], but [4, 4, 3, 3] is needed",
            model.LoadFails(CheckpointCase.Options).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MoreWeightsThanNeeded_AreLeftAside()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(model[Unet], tensors => tensors.Append(new FileTensor("position_ids", [1, 2], [2])));
        Assert.Equal(CheckpointCase.Latents(CheckpointCase.Path("stable_diffusion")), CheckpointCase.Latents(model.Path));
    }

    [Fact]
    public void Load_ArchitectureWithoutTemplate_NamesTheNearestAndHowToMakeOne()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        JsonNode config = JsonNode.Parse(File.ReadAllText(model["unet/config.json"]))!;
        config["layers_per_block"] = 5;
        File.WriteAllText(model["unet/config.json"], config.ToJsonString());
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.Contains(model["unet/config.json"], message, StringComparison.Ordinal);
        Assert.Contains("stable_diffusion.unet.zip, but here layers_per_block is 5, not 1", message, StringComparison.Ordinal);
        Assert.Contains("latent-diffusion-export templates", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ClassWithoutTemplate_SaysSo()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        JsonNode index = JsonNode.Parse(File.ReadAllText(model["model_index.json"]))!;
        index["unet"]![1] = "UNetOfTomorrow";
        File.WriteAllText(model["model_index.json"], index.ToJsonString());
        Assert.Contains(
            "no graph for the UNetOfTomorrow 'unet': none of this class",
            model.LoadFails(CheckpointCase.Options).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TemplateThatIsNone_NamesIt()
    {
        using TemporaryFolder folder = new(("broken.zip", "this is no zip"));
        PipelineOptions options = new() { Templates = folder.Path };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), options));
        Assert.Contains(folder["broken.zip"], e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.ckpt", "models are read from .safetensors files only")]
    [InlineData("model.safetensors", "are those of no model that is known")]
    public void Load_FileOfNoKnownModel_SaysWhatIsMissing(string name, string rule)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder[name], SafetensorsBytes.Of(("w", [1], [1])));
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => LatentDiffusionPipeline.Load(folder[name]));
        Assert.Contains(folder[name], e.Message, StringComparison.Ordinal);
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
    }
}
