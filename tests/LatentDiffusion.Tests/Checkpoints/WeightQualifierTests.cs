namespace LatentDiffusion.Tests;

/// <summary>What stands beside a weight in a checkpoint and says what its numbers mean.</summary>
public sealed class WeightQualifierTests
{
    private const string Unet = "unet/diffusion_pytorch_model.safetensors", Layer = "mid_block.attentions.0.transformer_blocks.0.ff.net.2";
    private static readonly Lazy<float[]> Expected = new(() => CheckpointCase.Latents(CheckpointCase.Path("stable_diffusion")));

    [Theory]
    [InlineData("scale_weight", false)]
    [InlineData("weight_scale", false)]
    [InlineData("weight_scale", true)]
    public void Load_WeightsWithScales_AreMultipliedByThem(string name, bool isOfRows)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(
            model[Unet], tensors => tensors.SelectMany(t => t.Key == $"{Layer}.weight" ? Scaled(t, name, isOfRows) : [t]));
        Assert.InRange(Difference.Relative(Expected.Value, CheckpointCase.Latents(model.Path)), 0, 1e-5);
    }

    [Theory]
    [InlineData($"{Layer}.scale_input")]
    [InlineData("scaled_fp8")]
    [InlineData("something.of.its.own")]
    public void Load_WhatChangesNothingHere_IsLeftOut(string key)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(model[Unet], tensors => tensors.Append(new FileTensor(key, [3], [1])));
        Assert.Equal(Expected.Value, CheckpointCase.Latents(model.Path));
    }

    [Theory]
    [InlineData($"{Layer}.weight_zero_point", 1, "in a way that is not known")]
    [InlineData($"{Layer}.weight.absmax", 4, "in a way that is not known")]
    [InlineData($"{Layer}.weight_scale_2", 1, "in a way that is not known")]
    [InlineData($"{Layer}.weight_mask", 64, "in a way that is not known")]
    [InlineData($"{Layer}.weight_scale", 3, "one for each row")]
    public void Load_WhatIsNotUnderstood_IsRefused(string key, int count, string message)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(model[Unet], tensors => tensors.Append(new FileTensor(key, new float[count], [count])));
        ModelFormatException e = model.LoadFails(CheckpointCase.Options);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Contains(key, e.Message, StringComparison.Ordinal);
        Assert.Contains(model[Unet], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ScaleThatIsNotFinite_IsRefused()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(model[Unet], tensors => tensors.Append(new FileTensor($"{Layer}.scale_weight", [float.NaN], [])));
        string message = model.LoadFails(CheckpointCase.Options).Message;
        Assert.Contains($"{Layer}.scale_weight' has values that are not finite", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($$"""{"format_version": "1.0", "layers": {"{{Layer}}": {"format": "float8_e4m3fn", "params": {} } } }""", null)]
    [InlineData("""{"layers": {"a.layer.of.another.part": {"format": "nvfp4"}}}""", null)]
    [InlineData($$"""{"layers": {"{{Layer}}": {"format": "nvfp4"} } }""", "nvfp4")]
    [InlineData("""{"layers": []}""", "_quantization_metadata")]
    [InlineData("{", "_quantization_metadata")]
    public void Load_DescriptionsInTheMetadata_AreReadOrRefused(string json, string? message)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        FileTensor[] tensors = [.. CheckpointCase.Tensors(model[Unet])];
        File.WriteAllBytes(
            model[Unet], SafetensorsBytes.Of(tensors, new Dictionary<string, string> { ["_quantization_metadata"] = json }));
        if (message is null) LatentDiffusionPipeline.Load(model.Path, CheckpointCase.Options).Dispose();
        else Assert.Contains(message, model.LoadFails(CheckpointCase.Options).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TwoScalesOfOneWeight_IsRefused()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(
            model[Unet],
            tensors => [.. tensors, new FileTensor($"{Layer}.scale_weight", [2], [1]), new FileTensor($"{Layer}.weight_scale", [2], [1])]);
        Assert.Contains("two scales", model.LoadFails(CheckpointCase.Options).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"format": "float8_e4m3fn"}""", null)]
    [InlineData("""{"format": "nvfp4"}""", "nvfp4")]
    [InlineData("""{"format": "float8_e4m3fn", "group_size": 16}""", "group_size")]
    [InlineData("{", "comfy_quant")]
    public void Load_DescriptionOfComfyUi_IsReadOrRefused(string json, string? message)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        SafetensorsFile file = new(model[Unet]);
        byte[] text = System.Text.Encoding.UTF8.GetBytes(json);
        IEnumerable<RawTensor> tensors = file.Names.Select(name => new RawTensor(
            name, "F32", [.. file.Shape(name).Select(side => (int)side)],
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(file.Values<float>(name)).ToArray()));
        byte[] described = SafetensorsBytes.Raw([.. tensors, new RawTensor($"{Layer}.comfy_quant", "U8", [text.Length], text)]);
        File.WriteAllBytes(model[Unet], described);
        if (message is null) LatentDiffusionPipeline.Load(model.Path, CheckpointCase.Options).Dispose();
        else Assert.Contains(message, model.LoadFails(CheckpointCase.Options).Message, StringComparison.Ordinal);
    }

    /// <summary>Smaller numbers, by a factor of a power of two, and the factor.</summary>
    private static FileTensor[] Scaled(FileTensor weight, string name, bool isOfRows)
    {
        int rows = weight.Shape[0], columns = weight.Values.Length / rows;
        float[] scales = isOfRows ? [.. Enumerable.Range(0, rows).Select(row => MathF.Pow(2, row % 5 - 2))] : [4];
        float[] values = [.. weight.Values.Select((value, i) => value / scales[isOfRows ? i / columns : 0])];
        return
        [
            weight with { Values = values },
            new($"{Layer}.{name}", scales, isOfRows ? [rows, 1] : []),
        ];
    }
}
