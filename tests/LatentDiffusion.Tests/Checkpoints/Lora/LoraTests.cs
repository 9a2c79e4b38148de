namespace LatentDiffusion.Tests;

public sealed class LoraTests
{
    [Fact]
    public void UnloadLora_RestoresTheModelBitForBit()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        float[] before = LoraCase.Draw(pipeline);
        pipeline.LoadLora(LoraCase.Adapter("kohya_locon"), 0.5);
        pipeline.LoadLora(LoraCase.Adapter("loha"), 0.1, "second");
        Assert.Equal([KeyValuePair.Create("kohya_locon", 0.5), KeyValuePair.Create("second", 0.1)], pipeline.Loras);
        Assert.NotEqual(before, LoraCase.Draw(pipeline));
        pipeline.UnloadLora("kohya_locon");
        pipeline.UnloadLora("second");
        Assert.Empty(pipeline.Loras);
        Assert.Equal(before, LoraCase.Draw(pipeline));
    }

    [Theory]
    [InlineData("checkpoints")]
    [InlineData("tiny")]
    public void Load_WithAdapters_IsLikeLoadingThemLater(string kind)
    {
        LoraFile locon = new(LoraCase.Adapter("kohya_locon")) { Scale = 0.5 };
        LoraFile second = new(LoraCase.Adapter("loha")) { Scale = 0.1, Name = "second" };
        using LatentDiffusionPipeline later = LoraCase.Load(kind: kind), atOnce = LoraCase.Load(kind: kind, loras: [locon, second]);
        float[] before = LoraCase.Draw(later);
        later.LoadLora(locon.Path, 0.5);
        later.LoadLora(second.Path, 0.1, "second");
        Assert.Equal(later.Loras, atOnce.Loras);
        Assert.Equal(LoraCase.Draw(later), LoraCase.Draw(atOnce));
        atOnce.UnloadLora("kohya_locon");
        atOnce.UnloadLora("second");
        Assert.Equal(before, LoraCase.Draw(atOnce));
    }

    [Fact]
    public void Load_WithAdaptersThatCannotBe_IsRefused()
    {
        LoraFile adapter = new(LoraCase.Adapter("loha"));
        Assert.Contains("Loras.Name is 'loha'", Refusal(adapter, adapter), StringComparison.Ordinal);
        Assert.Contains("Loras.Scale is NaN", Refusal(adapter with { Scale = double.NaN }), StringComparison.Ordinal);
        Assert.Contains("a list with null", Refusal(adapter, null!), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new LoraFile(""));
        Assert.Throws<ModelFormatException>(() => LoraCase.Load(loras: new LoraFile("nowhere.safetensors")));

        static string Refusal(params IReadOnlyList<LoraFile> loras) =>
            Assert.Throws<ArgumentException>(() => LoraCase.Load(loras: loras)).Message;
    }

    [Fact]
    public void SetLoraScale_IsLikeLoadingWithThatScale()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load(), other = LoraCase.Load();
        pipeline.LoadLora(LoraCase.Adapter("kohya_lora"), 3);
        pipeline.SetLoraScale("kohya_lora", 0.8);
        other.LoadLora(LoraCase.Adapter("kohya_lora"), 0.8);
        Assert.Equal(LoraCase.Draw(other), LoraCase.Draw(pipeline));
        pipeline.SetLoraScale("kohya_lora", 0);
        other.UnloadLora("kohya_lora");
        Assert.Equal(LoraCase.Draw(other), LoraCase.Draw(pipeline));
    }

    [Fact]
    public void AFileThatIsReplaced_DoesNotChangeTheModel()
    {
        using TemporaryFolder folder = new();
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        File.Copy(LoraCase.Adapter("kohya_lora"), folder["a.safetensors"]);
        pipeline.LoadLora(folder["a.safetensors"]);
        float[] before = LoraCase.Draw(pipeline);
        File.Copy(LoraCase.Adapter("kohya_lora"), folder["b.safetensors"]);
        File.SetLastWriteTimeUtc(folder["b.safetensors"], DateTime.UtcNow.AddHours(1));
        File.Move(folder["b.safetensors"], folder["a.safetensors"], overwrite: true);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(LoraCase.Adapter("kohya_locon")));
        Assert.Contains("was replaced", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, LoraCase.Draw(pipeline));
        pipeline.UnloadLora("a");
        pipeline.LoadLora(folder["a.safetensors"]);
        Assert.Equal(before, LoraCase.Draw(pipeline));
    }

    [Fact]
    public void FilesThatAreReplaced_CanGoOneAfterTheOther()
    {
        using TemporaryFolder folder = new();
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        float[] before = LoraCase.Draw(pipeline);
        string[] files = [folder["a.safetensors"], folder["b.safetensors"]];
        foreach (string file in files) File.Copy(LoraCase.Adapter("kohya_lora"), file);
        foreach (string file in files) pipeline.LoadLora(file);
        foreach (string file in files) File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddHours(1));
        Assert.Throws<ModelFormatException>(() => pipeline.SetLoraScale("b", 2));
        pipeline.UnloadLora("a");
        pipeline.UnloadLora("b");
        Assert.Equal(before, LoraCase.Draw(pipeline));
    }

    [Fact]
    public void CancelledChanges_ChangeNothing()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        pipeline.LoadLora(LoraCase.Adapter("loha"), 0.1);
        float[] before = LoraCase.Draw(pipeline);
        CancellationToken cancelled = new(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(
            () => pipeline.LoadLora(LoraCase.Adapter("kohya_locon"), cancellationToken: cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.SetLoraScale("loha", 1, cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => pipeline.UnloadLora("loha", cancelled));
        Assert.Equal([KeyValuePair.Create("loha", 0.1)], pipeline.Loras);
        Assert.Equal(before, LoraCase.Draw(pipeline));
    }

    [Theory]
    [InlineData("stable_diffusion", "kohya_locon")]
    [InlineData("stable_diffusion", "kohya_dora")]
    [InlineData("stable_diffusion", "lokr")]
    [InlineData("stable_diffusion_xl", "kohya_xl")]
    public void LoadLora_EveryKindOfLayerOfAnAdapterChangesTheResult(string model, string name)
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load(model);
        float[] before = Draw();
        using TemporaryFolder folder = new();
        SafetensorsFile file = new(LoraCase.Adapter(name));
        // SDXL takes its first encoder's states before the last layer, which therefore changes nothing.
        var layers = file.Names
            .GroupBy(key => key[..key.IndexOf('.', StringComparison.Ordinal)])
            .Where(g => !g.Key.StartsWith("lora_te1_text_model_encoder_layers_2", StringComparison.Ordinal))
            .DistinctBy(g => string.Concat(g.Key.Where(c => !char.IsAsciiDigit(c)))); // LoraReferenceTests has all of them at once
        foreach (var layer in layers) // one after the other, each beside those before it
        {
            string path = folder[$"{layer.Key}.safetensors"];
            File.WriteAllBytes(path, SafetensorsBytes.Of(layer.Select(
                key => (key, file.Values<float>(key).ToArray(), file.Shape(key).Select(side => (int)side).ToArray()))));
            pipeline.LoadLora(path, 0.5);
            float[] after = Draw();
            Assert.True(!before.AsSpan().SequenceEqual(after), $"{layer.Key} changed nothing");
            before = after;
        }

        float[] Draw()
        {
            GenerationRequest request = new("a cat") { Steps = 1, GuidanceScale = 1, Height = 32, Width = 32, Seed = 0 };
            return pipeline.Generate(request).Latents.ToArray();
        }
    }

    [Theory]
    [InlineData("stable_diffusion", "kohya_locon")]
    [InlineData("stable_diffusion", "peft_dora")]
    [InlineData("stable_diffusion_xl", "kohya_xl")]
    [InlineData("flux_dev", "kohya_flux_dora")]
    [InlineData("stable_diffusion_3", "peft_3")]
    public void LoadLora_OnExportedGraphs_IsTheSameBitForBit(string model, string name)
    {
        using LatentDiffusionPipeline weights = LoraCase.Load(model), graphs = LoraCase.Load(model, "tiny");
        weights.LoadLora(LoraCase.Adapter(name), 0.5);
        graphs.LoadLora(LoraCase.Adapter(name), 0.5);
        Assert.Equal(LoraCase.Draw(weights), LoraCase.Draw(graphs));
    }

    [Fact]
    public void LoadLora_OnAGraphWithItsWeightsInAnotherFile_IsTheSameBitForBit()
    {
        const string Weights = "model.safetensors";
        using TemporaryFolder folder = new();
        string unet = ReferenceFiles.Path("checkpoints", "stable_diffusion", "unet");
        File.Copy(Path.Combine(unet, "config.json"), folder["config.json"]);
        File.Copy(Path.Combine(unet, "diffusion_pytorch_model.safetensors"), folder[Weights]);
        GraphTemplate template = GraphTemplates.Of(CheckpointCase.Options).For(
            "unet", "UNet2DConditionModel", ModelConfig.Read(unet, "config.json"), "StableDiffusionPipeline", steered: false);
        WeightBinding binding = WeightBinding.Create(template, LatentDiffusion.Storage.Weights.Open(folder[Weights]));
        File.WriteAllBytes(folder["model.onnx"], WithLocation(Weights, GraphComposer.Compose(binding.Open(), binding.Parameters, [])));

        using LatentDiffusionPipeline whole = LoraCase.Load();
        using LatentDiffusionPipeline apart = LatentDiffusionPipeline.Load(
            ReferenceFiles.Path("checkpoints", "stable_diffusion"),
            CheckpointCase.Options with { Threads = 1, Components = new Dictionary<string, string> { ["unet"] = folder.Path } });
        float[] before = LoraCase.Draw(apart);
        whole.LoadLora(LoraCase.Adapter("kohya_locon"), 0.5);
        apart.LoadLora(LoraCase.Adapter("kohya_locon"), 0.5);
        Assert.Equal(LoraCase.Draw(whole), LoraCase.Draw(apart));
        apart.UnloadLora("kohya_locon");
        Assert.Equal(before, LoraCase.Draw(apart));
    }

    /// <summary>A model that names the file of its weights as ONNX files do.</summary>
    private static byte[] WithLocation(string file, BoundGraph graph)
    {
        TensorProto Located(TensorProto tensor) => tensor.External is null
            ? tensor : tensor with { External = tensor.External with { Location = file } };
        GraphProto located = graph.Model.Graph with { Initializers = [.. graph.Model.Graph.Initializers.Select(Located)] };
        return (graph.Model with { Graph = located }).Serialize();
    }

    [Fact]
    public void LoadLora_AdapterOfAnotherModel_ListsWhatDoesNotFitAndChangesNothing()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        float[] before = LoraCase.Draw(pipeline);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(LoraCase.Adapter("kohya_xl")));
        Assert.Contains("lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_", error.Message, StringComparison.Ordinal);
        Assert.Contains("layers do not fit", error.Message, StringComparison.Ordinal);
        Assert.Empty(pipeline.Loras);
        Assert.Equal(before, LoraCase.Draw(pipeline));
    }

    [Theory]
    [InlineData("lora_unet_mid_block_nothing.lora_up.weight", 4, "1 key belongs to no layer of the model: ")]
    [InlineData("unet.mid_block.attentions.0.proj_in.lora_C.weight", 4, "cannot be placed")]
    [InlineData("lora_unet_mid_block_attentions_0_proj_in.lora_up.weight", 4, "proj_in' lacks lora_down (lora_A) (")]
    [InlineData("unet.mid_block.attentions.0.proj_in.lora_A.weight", 4, "1 layer does not fit: 'mid_block_attentions_0_proj_in' lacks")]
    public void LoadLora_UnknownKeys_AreListed(string key, int rows, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["a.safetensors"], SafetensorsBytes.Of([(key, new float[rows], [rows, 1])]));
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(folder["a.safetensors"]));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"unet.lora_alpha": 4}""", 4.0)]
    [InlineData("""{"unet.lora_alpha": 4, "unet.lora_alpha": 4}""", null)]
    [InlineData("""{"unet.lora_alpha": "x"}""", null)]
    [InlineData("[", null)]
    public void Metadata_ThatCannotBeRead_SaysNothing(string json, double? alpha) =>
        Assert.Equal(alpha, AdapterMetadata.Of(new Dictionary<string, string> { ["lora_adapter_metadata"] = json })
            .AlphaOf(AdapterKey.Denoiser, "unet.a.lora_A.weight"));

    /// <summary>It draws what the model draws without it.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void LoadLora_AlphaZero_IsWarnedOf(float alpha, bool warns)
    {
        const string Layer = "lora_unet_mid_block_attentions_0_proj_in";
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["a.safetensors"], SafetensorsBytes.Of(
        [
            ($"{Layer}.lora_up.weight", new float[8], [8, 1]), ($"{Layer}.lora_down.weight", new float[8], [1, 8]),
            ($"{Layer}.alpha", [alpha], [1]),
        ]));
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        pipeline.LoadLora(folder["a.safetensors"]);
        GenerationResult result = pipeline.Generate(new GenerationRequest("a cat") { Steps = 1, Height = 32, Width = 32 });
        string expected = $"{folder["a.safetensors"]}: alpha is 0 in every layer, so the adapter changes nothing.";
        Assert.Equal(warns ? [expected] : [], result.Warnings.Where(warning => warning.Contains("alpha", StringComparison.Ordinal)));
    }

    [Fact]
    public void LoadLora_WrongRank_IsRefused()
    {
        const string Layer = "lora_unet_mid_block_attentions_0_proj_in";
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["a.safetensors"], SafetensorsBytes.Of(
            [($"{Layer}.lora_up.weight", new float[16], [8, 2]), ($"{Layer}.lora_down.weight", new float[24], [3, 8])]));
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(folder["a.safetensors"]));
        Assert.Contains("[8, 8, 1, 1] in the model", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LoadLora_WrongArguments_AreRefused()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        Assert.Throws<ArgumentOutOfRangeException>(() => pipeline.LoadLora(LoraCase.Adapter("kohya_lora"), double.NaN));
        Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(LoraCase.Adapter("absent")));
        Assert.Throws<ModelFormatException>(() => pipeline.LoadLora("style.pt"));
        Assert.Throws<ArgumentException>(() => pipeline.UnloadLora("absent"));
        pipeline.LoadLora(LoraCase.Adapter("kohya_lora"));
        Assert.Throws<ArgumentException>(() => pipeline.LoadLora(LoraCase.Adapter("kohya_lora")));
        pipeline.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pipeline.UnloadLora("kohya_lora"));
    }

    [Fact]
    public async Task LoadLora_WhileGenerating_EachResultIsOneOfTheTwo()
    {
        using LatentDiffusionPipeline pipeline = LoraCase.Load();
        float[] without = LoraCase.Draw(pipeline);
        Task<float[]>[] running = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => LoraCase.Draw(pipeline)))];
        pipeline.LoadLora(LoraCase.Adapter("kohya_lora"));
        float[] with = LoraCase.Draw(pipeline);
        foreach (float[] latents in await Task.WhenAll(running))
            Assert.True(latents.AsSpan().SequenceEqual(without) || latents.AsSpan().SequenceEqual(with));
    }
}
