namespace LatentDiffusion.Tests;

/// <summary>What an inspection tells of checkpoints.</summary>
public sealed class CheckpointInspectionTests
{
    [Fact]
    public void Read_FolderOfWeights_TellsWhatAnExportWouldDeclare()
    {
        ModelInspection expected = ModelInspection.Read(ReferenceFiles.Path("tiny", "stable_diffusion"));
        ModelInspection actual = ModelInspection.Read(CheckpointCase.Path("stable_diffusion"), CheckpointCase.Options);
        Assert.Empty(actual.Problems);
        Assert.Equal("Stable Diffusion", actual.Family);
        Assert.Equal(["text_encoder", "unet", "vae_decoder", "vae_encoder"], actual.Graphs.Select(g => g.Name));
        Assert.Equal(Declarations(expected), Declarations(actual));
        Assert.All(actual.Graphs, g => Assert.Equal("float32", g.WeightType));
        Assert.All(actual.Graphs, g => Assert.Equal(4 * g.Parameters, g.Bytes));
    }

    [Fact]
    public void Read_SingleFileOfHalves_TellsTheirType()
    {
        PipelineOptions options = CheckpointCase.Options with { Config = CheckpointCase.Path("stable_diffusion") };
        ModelInspection model = ModelInspection.Read(CheckpointCase.Path("stable_diffusion.bfloat16.safetensors"), options);
        Assert.Equal("", string.Join("\n", model.Problems));
        Assert.All(model.Graphs, g => Assert.Equal("bfloat16", g.WeightType));
    }

    [Fact]
    public void Read_TensorsThatNoGraphUses_AreListed()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        Assert.Equal([], ModelInspection.Read(model.Path, CheckpointCase.Options).UnusedTensors);
        CheckpointCase.Rewrite(
            model["unet/diffusion_pytorch_model.safetensors"],
            tensors => tensors.Append(new FileTensor("of.another", [1], [1])));
        Assert.Equal(["of.another"], ModelInspection.Read(model.Path, CheckpointCase.Options).UnusedTensors);
    }

    [Fact]
    public void Read_FolderWithConfigurationsOfAnother_IsRefused()
    {
        PipelineOptions options = CheckpointCase.Options with { Config = CheckpointCase.Path("stable_diffusion") };
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => ModelInspection.Read(CheckpointCase.Path("stable_diffusion"), options));
        Assert.Contains("is a folder, which has its own", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DamagedWeights_AreAProblem()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        string weights = model["unet/diffusion_pytorch_model.safetensors"];
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^1]);
        string problem = Assert.Single(ModelInspection.Read(model.Path, CheckpointCase.Options).Problems);
        Assert.Contains("not a sound safetensors file", problem, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Declarations(ModelInspection model) =>
        model.Graphs.SelectMany(g => g.Inputs.Concat(g.Outputs).Select(d => $"{g.Name} {d}"));
}
