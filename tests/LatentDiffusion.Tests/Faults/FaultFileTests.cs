namespace LatentDiffusion.Tests;

/// <summary>
/// Files as attackers make them (References/faults): each stands for one of the emoji model's, is refused at load with its path, and listed
/// by an inspection.
/// </summary>
public sealed class FaultFileTests
{
    private const int LongestMessage = 5000;

    [Theory]
    [InlineData("surrogates/unet-config.json", "unet/config.json")]
    [InlineData("surrogates/tokenizer_config.json", "tokenizer/tokenizer_config.json")]
    [InlineData("schedulers/train-0.json", "scheduler/scheduler_config.json")]
    [InlineData("schedulers/train-2147483647.json", "scheduler/scheduler_config.json")]
    [InlineData("schedulers/ratio-2.json", "scheduler/scheduler_config.json")]
    [InlineData("schedulers/beta-nan.json", "scheduler/scheduler_config.json")]
    [InlineData("schedulers/beta-end-2.json", "scheduler/scheduler_config.json")]
    [InlineData("configs/unet-sample_size-zero.json", "unet/config.json")]
    [InlineData("configs/unet-sample_size-2147483647.json", "unet/config.json")]
    [InlineData("configs/vae-no-levels.json", "vae_decoder/config.json")]
    [InlineData("configs/vae-scaling-zero.json", "vae_decoder/config.json")]
    [InlineData("configs/vae-scaling-1e400.json", "vae_decoder/config.json")]
    [InlineData("graphs/dec-4-channels-out.onnx", "vae_decoder/model.onnx")]
    [InlineData("graphs/dec-rank-3.onnx", "vae_decoder/model.onnx")]
    [InlineData("graphs/dec-string-type.onnx", "vae_decoder/model.onnx")]
    [InlineData("graphs/unet-8-channels-out.onnx", "unet/model.onnx")]
    [InlineData("outside/external-absolute.onnx", "unet/model.onnx")]
    [InlineData("upcast/length-2e64.onnx", "vae_decoder/model.onnx")]
    [InlineData("terminal/model_index.json", "model_index.json")]
    [InlineData("names/model_index.json", "model_index.json")]
    public void Load_FaultyFile_IsRefusedAndListed(string fault, string place)
    {
        using ModelCopy model = new();
        File.Copy(Fault(fault), model[place], overwrite: true);
        if (fault.StartsWith("upcast/", StringComparison.Ordinal))
            File.Copy(Fault("upcast/config.json"), model["vae_decoder/config.json"], overwrite: true);
        RequireNamed(model.LoadFails().Message, model, place);
        Assert.Contains(ModelInspection.Read(model.Path).Problems, problem => IsNamed(problem, model, place));
    }

    /// <summary>What nobody can inspect without.</summary>
    [Fact]
    public void Load_IndexWithALoneSurrogate_IsRefused()
    {
        using ModelCopy model = new();
        File.Copy(Fault("surrogates/model_index.json"), model["model_index.json"], overwrite: true);
        RequireNamed(model.LoadFails().Message, model, "model_index.json");
        string message = Assert.Throws<ModelFormatException>(() => ModelInspection.Read(model.Path)).Message;
        RequireNamed(message, model, "model_index.json");
    }

    [Theory]
    [InlineData("surrogates/model.safetensors.index.json")]
    [InlineData("surrogates/nul.safetensors.index.json")]
    public void Open_IndexOfWeights_IsRefused(string fault)
    {
        string message = Assert.Throws<ModelFormatException>(() => Weights.Open(Fault(fault))).Message;
        Assert.Contains(Path.GetFileName(fault), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("merges-twice", "merges.txt")]
    [InlineData("vocab-key-twice", "vocab.json")]
    public void Load_Tokenizer_IsRefused(string fault, string file)
    {
        string message = Assert.Throws<ModelFormatException>(() => ClipTokenizer.Load(Fault("tokenizer/" + fault))).Message;
        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("raw-and-absolute.onnx")]
    [InlineData("raw-and-parent.onnx")]
    public void Locate_RawDataBesideExternalData_IsTheRawData(string fault)
    {
        using ModelFile file = ModelFile.Open(Fault("outside/" + fault));
        StoredTensor weight = file.Locate(Assert.Single(file.Model.Graph.Initializers))!;
        Assert.Equal(Path.GetFileName(weight.File), fault);
    }

    [Theory]
    [InlineData("alpha-nan.safetensors")]
    [InlineData("weight-inf.safetensors")]
    public void LoadLora_NotFinite_IsRefused(string fault)
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusion.Models.Emoji.EmojiModel.CreatePipeline();
        string message = Assert.Throws<ModelFormatException>(() => pipeline.LoadLora(Fault("adapters/" + fault))).Message;
        Assert.Contains(fault, message, StringComparison.Ordinal);
        Assert.Contains("finite", message, StringComparison.Ordinal);
        Assert.Empty(pipeline.Loras);
    }

    [Theory]
    [InlineData("metadata-surrogate.safetensors")]
    [InlineData("alpha-u8.safetensors")]
    public void AdapterFile_OfAnotherType_IsReadOrRefusedByName(string fault)
    {
        try
        {
            Assert.NotEmpty(AdapterFile.Open(Fault("adapters/" + fault)).Layers);
        }
        catch (ModelFormatException e)
        {
            Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ReadParameters_DamagedText_IsRefused() =>
        Assert.Throws<ImageFormatException>(() => ImageMetadata.ReadParameters(Fault("pictures/damaged-ztxt.png")));

    [Theory]
    [InlineData("20000x2.png")]
    [InlineData("30000x1.png")]
    public void MaskPadding_LongThinPicture_TakesMemoryInProportion(string fault)
    {
        RgbImage picture = RgbImage.Load(Fault("pictures/" + fault)), mask = RgbImage.Load(Fault("pictures/white-4x4.png"));
        MaskRegion region = MaskRegion.Of(GrayImage.From(mask.Resize(picture.Width, picture.Height)), 3, 128, 128);
        RgbImage drawn = region.CutOut(picture, 128, 128);
        long before = GC.GetAllocatedBytesForCurrentThread();
        RgbImage whole = region.PutBack(drawn, picture);
        Assert.Equal((picture.Width, picture.Height), (whole.Width, whole.Height));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40L * (picture.Pixels.Length + drawn.Pixels.Length));
    }

    [Theory]
    [InlineData("model_index.json")]
    [InlineData("unet/config.json")]
    [InlineData("unet/model.onnx")]
    [InlineData("scheduler/scheduler_config.json")]
    [InlineData("tokenizer/vocab.json")]
    public async Task Load_NamedPipeForAFile_IsRefusedAtOnce(string place)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Pipes have no paths in folders there.");
        using ModelCopy model = new();
        File.Delete(model[place]);
        using (var process = System.Diagnostics.Process.Start("mkfifo", [model[place]])) process.WaitForExit();
        await Task.Run(() => RequireNamed(model.LoadFails().Message, model, place)).WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static string Fault(string name) => ReferenceFiles.Path(["faults", .. name.Split('/')]);

    private static void RequireNamed(string message, ModelCopy model, string place)
    {
        Assert.True(IsNamed(message, model, place), message);
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 1, LongestMessage);
    }

    private static bool IsNamed(string message, ModelCopy model, string place) =>
        message.Contains(Path.GetFullPath(model[place]), StringComparison.Ordinal);
}
