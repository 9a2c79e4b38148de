using System.Runtime.InteropServices;
using System.Text.Json;

namespace LatentDiffusion.Safety.Tests;

/// <summary>The same decisions as diffusers, of both forms of the checker; and what is wrong with a folder is said.</summary>
public sealed class StableDiffusionSafetyCheckerTests
{
    private static readonly string[] Concepts =
        ["concept_embeds", "concept_embeds_weights", "special_care_embeds", "special_care_embeds_weights"];

    private static readonly string[] Decisions =
        JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(Checker.Folder, "decisions.json")))!;

    /// <summary>200 pictures with 20 sets of random concepts, whose thresholds lie among what the pictures give.</summary>
    [Fact]
    public void Check_DecidesAsDiffusers()
    {
        using TemporaryFolder folder = new("safety_checker");
        string tensors = Path.Combine(Checker.Folder, "concepts.safetensors");
        for (int set = 0; set < Decisions.Length; set++)
        {
            Checker.Replace(
                Path.Combine(Checker.Folder, "safety_checker", "model.safetensors"), folder["model.safetensors"],
                Concepts.ToDictionary(name => name, name => Checker.Tensor(tensors, $"{set}.{name}")));
            using StableDiffusionSafetyChecker checker = StableDiffusionSafetyChecker.Load(folder.Path, Checker.Options);
            Assert.Equal(Decisions[set], DecisionsOf(checker));
        }

        Assert.InRange(string.Concat(Decisions).Count(d => d == '1'), 1000, 3000);
    }

    [Fact]
    public void Check_LegacyForm_DecidesAsDiffusers()
    {
        using StableDiffusionSafetyChecker checker = StableDiffusionSafetyChecker.Load(Path.Combine(Checker.Folder, "legacy"));
        Assert.Equal(File.ReadAllText(Path.Combine(Checker.Folder, "legacy", "decisions.txt")).Trim(), DecisionsOf(checker));
    }

    [Fact]
    public void Load_LegacyForm_RefusesWhatItCannotDo()
    {
        string folder = Path.Combine(Checker.Folder, "legacy");
        foreach (SafetyCheckerOptions options in (SafetyCheckerOptions[])[new() { Adjustment = 0.1 }, new() { Variant = "fp16" }])
        {
            ArgumentException error = Assert.Throws<ArgumentException>(() => StableDiffusionSafetyChecker.Load(folder, options));
            Assert.Contains("model.onnx", error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>As a part of a model, whose feature extractor says how pictures are prepared.</summary>
    [Fact]
    public void Load_FolderOfAModel_FindsChecker()
    {
        using StableDiffusionSafetyChecker checker = StableDiffusionSafetyChecker.Load(Checker.Folder, Checker.Options);
        Assert.Equal(Decisions[0], DecisionsOf(checker));
    }

    [Fact]
    public void Input_IsThatOfTransformers()
    {
        ReadOnlySpan<float> expected =
            MemoryMarshal.Cast<byte, float>(Checker.Tensor(Path.Combine(Checker.Folder, "embeds.safetensors"), "input"));
        ClipPicture input = ClipPicture.Read(Path.Combine(Checker.Folder, "safety_checker"), 30);
        float[] actual = new float[3 * 30 * 30];
        for (int seed = 0; seed < 4; seed++)
        {
            input.Write(Checker.Picture(seed), actual);
            for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[seed * actual.Length + i], actual[i], 1e-6f);
        }
    }

    [Fact]
    public void Scores_NameWhatIsOver()
    {
        using StableDiffusionSafetyChecker checker = StableDiffusionSafetyChecker.Load(Checker.Folder, Checker.Options);
        for (int seed = 0; seed < 20; seed++)
        {
            SafetyFinding finding = checker.Check(Checker.Picture(seed));
            Assert.Equal(20, finding.Scores.Count);
            Assert.Equal(
                finding.IsUnsafe,
                finding.Scores.Any(score => score.IsOver && score.Name.StartsWith("concept", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(-1, false)]
    public void Adjustment_MovesAllThresholds(double adjustment, bool isUnsafe)
    {
        using StableDiffusionSafetyChecker checker =
            StableDiffusionSafetyChecker.Load(Checker.Folder, Checker.Options with { Adjustment = adjustment });
        Assert.All(Enumerable.Range(0, 10), seed => Assert.Equal(isUnsafe, checker.Check(Checker.Picture(seed)).IsUnsafe));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 9000)]
    [InlineData(700, 3)]
    public void Check_PicturesOfAnySize(int width, int height)
    {
        using StableDiffusionSafetyChecker checker = StableDiffusionSafetyChecker.Load(Checker.Folder, Checker.Options);
        Assert.Equal(20, checker.Check(new RgbImage(width, height, new byte[3 * width * height])).Scores.Count);
    }

    [Fact]
    public void Load_OtherArchitecture_SaysHowToMakeATemplate()
    {
        var e = Assert.Throws<ModelFormatException>(() => StableDiffusionSafetyChecker.Load(Checker.Folder));
        Assert.Contains("hidden_size", e.Message, StringComparison.Ordinal);
        Assert.Contains("latent-diffusion-export templates", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("concept_embeds")]
    [InlineData("visual_projection.weight")]
    public void Load_MissingTensor_IsNamed(string key)
    {
        using TemporaryFolder folder = new("safety_checker");
        byte[] file = File.ReadAllBytes(folder["model.safetensors"]);
        int at = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes($"\"{key}\""));
        file[at + 1] = (byte)'X';
        File.WriteAllBytes(folder["model.safetensors"], file);
        var e = Assert.Throws<ModelFormatException>(() => StableDiffusionSafetyChecker.Load(folder.Path, Checker.Options));
        Assert.Contains(key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FolderWithoutChecker_IsRefused()
    {
        Assert.Throws<ModelFormatException>(() => StableDiffusionSafetyChecker.Load(Path.Combine(Checker.Folder, "none")));
        var e = Assert.Throws<ModelFormatException>(() => StableDiffusionSafetyChecker.Load(Path.Combine(Checker.Folder, "templates")));
        Assert.Contains("model.safetensors", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => StableDiffusionSafetyChecker.Load(Checker.Folder, Checker.Options with { Adjustment = double.NaN }));
    }

    [Theory]
    [InlineData("\"do_resize\": true", "\"do_resize\": false", "do_resize")]
    [InlineData("\"resample\": 3", "\"resample\": 9", "resample")]
    [InlineData("\"height\": 30", "\"height\": 31", "crop_size")]
    public void Load_OtherPreparation_IsRefused(string from, string to, string named)
    {
        using TemporaryFolder folder = new("safety_checker");
        string text = File.ReadAllText(Path.Combine(Checker.Folder, "feature_extractor", "preprocessor_config.json"));
        File.WriteAllText(folder["preprocessor_config.json"], text.Replace(from, to, StringComparison.Ordinal));
        var e = Assert.Throws<ModelFormatException>(() => StableDiffusionSafetyChecker.Load(folder.Path, Checker.Options));
        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    private static string DecisionsOf(StableDiffusionSafetyChecker checker) =>
        string.Concat(Enumerable.Range(0, Checker.PictureCount).Select(seed => checker.Check(Checker.Picture(seed)).IsUnsafe ? '1' : '0'));
}
