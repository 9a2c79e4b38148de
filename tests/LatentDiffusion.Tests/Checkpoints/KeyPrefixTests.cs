namespace LatentDiffusion.Tests;

/// <summary>
/// Single files whose keys other tools accept too: the weights of checkpoints that are compared with diffusers elsewhere, renamed, draw the
/// same.
/// </summary>
public sealed class KeyPrefixTests
{
    private const string Unet = "model.diffusion_model.", Vae = "first_stage_model.", Text = "cond_stage_model.transformer.";
    private const string XlText = "conditioner.embedders.0.transformer.", XlText2 = "conditioner.embedders.1.model.";

    [Theory]
    [InlineData("stable_diffusion", Unet, Unet + Unet)]
    [InlineData("stable_diffusion", Unet, "diffusion_model." + Unet)]
    [InlineData("stable_diffusion", Unet, "diffusion_model.")]
    [InlineData("stable_diffusion", Unet, "")]
    [InlineData("stable_diffusion", Unet, "unet.")]
    [InlineData("stable_diffusion", Vae, Vae + Vae)]
    [InlineData("stable_diffusion", Vae, "vae.")]
    [InlineData("stable_diffusion", Vae, "")]
    [InlineData("stable_diffusion", "", "module.")]
    [InlineData("stable_diffusion", "", "unet.")]
    [InlineData("stable_diffusion", "", "state_dict._orig_mod.")]
    [InlineData("stable_diffusion", "", "model.")]
    [InlineData("stable_diffusion", Text, "text_encoders.clip_l.transformer.")]
    [InlineData("stable_diffusion", Text, XlText)]
    [InlineData("stable_diffusion", Text, "cond_stage_model.")]
    [InlineData("stable_diffusion", Text, "text_encoder.")]
    [InlineData("stable_diffusion", Text + "text_model.", Text)]
    [InlineData("stable_diffusion", Text + "text_model.", "text_encoders.clip_l.transformer.")]
    [InlineData("stable_diffusion_2", "cond_stage_model.model.", "conditioner.embedders.0.model.")]
    [InlineData("stable_diffusion_2", "", "module.")]
    [InlineData("stable_diffusion_xl", XlText, "text_encoders.clip_l.transformer.")]
    [InlineData("stable_diffusion_xl", XlText + "text_model.", XlText)]
    [InlineData("stable_diffusion_xl", Unet, Unet + Unet)]
    public void Load_OtherPrefix_DrawsTheSame(string model, string prefix, string other)
    {
        using TemporaryFolder folder = new();
        string file = Rewrite(folder, model, tensors => tensors.Select(t => Renamed(t, prefix, other)));
        Assert.Equal(Published(model), Draw(model, file));
    }

    [Theory]
    [InlineData("text_encoders.clip_g.transformer.")]
    [InlineData("text_encoder_2.")]
    public void Load_SecondEncoderInTheNamesOfTransformers_DrawsTheSame(string prefix)
    {
        using TemporaryFolder folder = new();
        string file = Rewrite(
            folder, "stable_diffusion_xl", tensors => tensors.Where(t => !Has(t, XlText2)).Concat(SecondEncoder(prefix)));
        Assert.Equal(Published("stable_diffusion_xl"), Draw("stable_diffusion_xl", file));
    }

    [Fact]
    public void Load_ProjectionOfOpenClipAsALayer_IsNotTransposed()
    {
        using TemporaryFolder folder = new();
        FileTensor layer = SecondEncoder(XlText2).Single(t => t.Key == XlText2 + "text_projection.weight");
        string file = Rewrite(
            folder, "stable_diffusion_xl", tensors => tensors.Where(t => t.Key != XlText2 + "text_projection").Append(layer));
        Assert.Equal(Published("stable_diffusion_xl"), Draw("stable_diffusion_xl", file));
    }

    [Fact]
    public void Load_ProjectionOfOpenClipUnderBothNames_IsReadOnlyWhereTheyAreTheSame()
    {
        using TemporaryFolder folder = new();
        FileTensor layer = SecondEncoder(XlText2).Single(t => t.Key == XlText2 + "text_projection.weight");
        string same = Rewrite(folder, "stable_diffusion_xl", tensors => tensors.Append(layer));
        Assert.Equal(Published("stable_diffusion_xl"), Draw("stable_diffusion_xl", same));
        layer.Values[^2] += 1;
        string different = Rewrite(folder, "stable_diffusion_xl", tensors => tensors.Append(layer));
        string message = Assert.Throws<ModelFormatException>(() => Draw("stable_diffusion_xl", different)).Message;
        Assert.Contains($"{different}: the file holds 'text_encoder_2' twice", message, StringComparison.Ordinal);
        Assert.Contains($"'{XlText2}text_projection'", message, StringComparison.Ordinal);
        Assert.Contains($"'{layer.Key}'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stable_diffusion_3", "model.diffusion_model.", "text_encoders.")]
    [InlineData("stable_diffusion_3", "diffusion_model.", "text_encoders.")]
    [InlineData("stable_diffusion_3", "model.", "text_encoders.")]
    [InlineData("stable_diffusion_3", "transformer.transformer.", "text_encoders.")]
    [InlineData("flux_dev", "model.diffusion_model.model.diffusion_model.", "text_encoders.")]
    [InlineData("flux_dev", "model.", "text_encoders.")]
    [InlineData("stable_diffusion_3", "", "module.text_encoders.")]
    [InlineData("flux_dev", "transformer.", "text_encoders.")]
    public void Load_FileOfATransformerWithItsTextEncoders_DrawsTheSame(string model, string denoiser, string encoders)
    {
        // A file of Stable Diffusion 3 is not what its folder is: see ImpliedProjectionTests.
        float[] expected = model == "flux_dev" ? DrawFolder(model) : DrawWhole(CheckpointCase.InOneFile(model));
        Assert.Equal(expected, DrawWhole(CheckpointCase.InOneFile(model, denoiser, encoders)));

        static float[] DrawFolder(string model)
        {
            using LatentDiffusionPipeline parts = LoraCase.Load(model);
            return LoraCase.Draw(parts);
        }

        float[] DrawWhole(IEnumerable<FileTensor> tensors)
        {
            using TemporaryFolder folder = new();
            File.WriteAllBytes(folder["model.safetensors"], SafetensorsBytes.Of(tensors));
            PipelineOptions options = CheckpointCase.Options with { Config = CheckpointCase.Path(model), Threads = 1 };
            using LatentDiffusionPipeline whole = LatentDiffusionPipeline.Load(folder["model.safetensors"], options);
            return LoraCase.Draw(whole);
        }
    }

    [Theory]
    [InlineData("unet", Unet, "")]
    [InlineData("unet", Unet, Unet)]
    [InlineData("unet", Unet, "diffusion_model.")]
    [InlineData("unet", Unet, "module.")]
    [InlineData("vae", Vae, "")]
    [InlineData("vae", Vae, Vae + Vae)]
    [InlineData("text_encoder", Text, "text_encoders.clip_l.transformer.")]
    public void Load_FileOfOneComponent_TakesItsPlace(string component, string prefix, string other)
    {
        using TemporaryFolder folder = new();
        string file = Rewrite(
            folder, "stable_diffusion", tensors => tensors.Where(t => Has(t, prefix)).Select(t => Doubled(Renamed(t, prefix, other))));
        PipelineOptions options = CheckpointCase.Options with { Components = new Dictionary<string, string> { [component] = file } };
        using ModelCopy copy = ModelCopy.OfCheckpoint("stable_diffusion");
        string own = copy[$"{component}/{(component == "text_encoder" ? "model" : "diffusion_pytorch_model")}.safetensors"];
        CheckpointCase.Rewrite(own, tensors => tensors.Select(Doubled));
        float[] expected = Draw(copy.Path, CheckpointCase.Options);
        Assert.Equal(expected, Draw(CheckpointCase.Path("stable_diffusion"), options));
        Assert.NotEqual(Draw(CheckpointCase.Path("stable_diffusion"), CheckpointCase.Options), expected);
    }

    [Theory]
    [InlineData(Unet + "out.2.bias", Unet + Unet + "out.2.bias", "unet", "conv_out.bias")]
    [InlineData(Unet + "out.2.bias", "unet.conv_out.bias", "unet", "conv_out.bias")]
    [InlineData(Vae + "decoder.conv_in.bias", "vae.decoder.conv_in.bias", "vae_decoder", "decoder.conv_in.bias")]
    [InlineData(
        Text + "text_model.final_layer_norm.bias", "text_encoders.clip_l.transformer.text_model.final_layer_norm.bias", "text_encoder",
        "final_layer_norm.bias")]
    [InlineData(Text + "text_model.final_layer_norm.bias", Text + "final_layer_norm.bias", "text_encoder", "final_layer_norm.bias")]
    public void Load_WeightsThatAreThereTwice_AreReadOnlyWhereTheyAreTheSame(string key, string other, string component, string parameter)
    {
        using TemporaryFolder folder = new();
        string same = Rewrite(folder, "stable_diffusion", tensors => WithCopy(tensors, key, other, 0));
        Assert.Equal(Published("stable_diffusion"), Draw("stable_diffusion", same));
        string different = Rewrite(folder, "stable_diffusion", tensors => WithCopy(tensors, key, other, 1));
        string message = Assert.Throws<ModelFormatException>(() => Draw("stable_diffusion", different)).Message;
        Assert.Contains($"{different}: the file holds '{component}' twice", message, StringComparison.Ordinal);
        Assert.Contains(key, message, StringComparison.Ordinal);
        Assert.Contains(other, message, StringComparison.Ordinal);
        Assert.Contains($"{parameter}'. Keep one of them.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_KeyOfEndlessPrefixes_IsLeftAside()
    {
        using TemporaryFolder folder = new();
        string key = string.Concat(Enumerable.Repeat("model.", 100_000)) + "out.2.bias";
        string file = Rewrite(folder, "stable_diffusion", tensors => tensors.Append(new FileTensor(key, [1, 2, 3, 4], [4])));
        Assert.Equal(Published("stable_diffusion"), Draw("stable_diffusion", file));
    }

    private static IEnumerable<FileTensor> WithCopy(IEnumerable<FileTensor> tensors, string key, string other, float difference) =>
        tensors.SelectMany(t => t.Key == key
            ? (FileTensor[])[t, t with { Key = other, Values = Array.ConvertAll(t.Values, value => value + difference) }] : [t]);

    private static bool Has(FileTensor tensor, string prefix) => tensor.Key.StartsWith(prefix, StringComparison.Ordinal);

    private static FileTensor Renamed(FileTensor tensor, string prefix, string other) =>
        Has(tensor, prefix) ? tensor with { Key = other + tensor.Key[prefix.Length..] } : tensor;

    /// <summary>Other weights, so that they can be told from the model's own; twice a number is exact.</summary>
    private static FileTensor Doubled(FileTensor tensor) => tensor with { Values = Array.ConvertAll(tensor.Values, value => value * 2) };

    private static IEnumerable<FileTensor> SecondEncoder(string prefix) =>
        CheckpointCase.Tensors(CheckpointCase.Path("stable_diffusion_xl/text_encoder_2/model.safetensors"), prefix);

    private static string Rewrite(TemporaryFolder folder, string model, Func<IEnumerable<FileTensor>, IEnumerable<FileTensor>> change)
    {
        string file = folder["model.safetensors"];
        File.Copy(CheckpointCase.Path($"{model}.safetensors"), file, overwrite: true);
        CheckpointCase.Rewrite(file, change);
        return file;
    }

    /// <summary>What the file with the keys of the original code draws.</summary>
    private static float[] Published(string model) => Draw(model, CheckpointCase.Path($"{model}.safetensors"));

    /// <summary>What a file draws: the latents, and behind them the picture, which shows its autoencoder too.</summary>
    private static float[] Draw(string model, string file) =>
        Draw(file, CheckpointCase.Options with { Config = CheckpointCase.Path(model) });

    private static float[] Draw(string path, PipelineOptions options)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(path, options);
        GenerationResult result = pipeline.Generate(CheckpointCase.Request with { Steps = 1 });
        return [.. result.Latents.ToArray(), .. result.Images[0].Pixels.ToArray()];
    }
}
