namespace LatentDiffusion.Cli.Tests;

/// <summary>The main job, with few steps.</summary>
public sealed class GenerateTests
{
    [Fact]
    public void Prompt_WritesAPictureNamedAfterIt_AndSaysHowItWasMade()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run("A red, red apple!", "--seed", "42", "--steps", "3").AssertDone();
        Assert.Equal(["a-red-red-apple-42.png"], folder.Files);
        Assert.EndsWith("a-red-red-apple-42.png", result["image"], StringComparison.Ordinal);
        Assert.Equal(("42", "3"), (result["seed"], result["steps"]));
        Assert.Matches("^[A-Za-z]", result["scheduler"]);
        Assert.Matches(@"^\d+\.\d\d s", result["time"]);
        RgbImage picture = RgbImage.Load(result["image"]);
        Assert.Equal((256, 256), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.ToArray().Distinct().Count() > 20, "The picture is nearly uniform.");
    }

    /// <summary>What follows the dashes is the prompt, whatever it begins with.</summary>
    [Fact]
    public void PromptAfterDashes_IsNoOption()
    {
        using WorkFolder folder = new();
        folder.Run("--steps", "1", "--seed", "3", "--", "-1girl, red").AssertDone();
        Assert.Equal(["1girl-red-3.png"], folder.Files);
        Assert.StartsWith("-1girl, red", ImageMetadata.ReadParameters(folder["1girl-red-3.png"]), StringComparison.Ordinal);
    }

    [Fact]
    public void SecondRun_ReplacesNothing_AndDrawsTheSame()
    {
        using WorkFolder folder = new();
        folder.Run("", "--seed", "-7", "--steps", "1").AssertDone();
        folder.Run("", "--seed", "-7", "--steps", "1").AssertDone();
        Assert.Equal(["picture--7-2.png", "picture--7.png"], folder.Files);
        Assert.Equal(RgbImage.Load(folder["picture--7.png"]).Pixels, RgbImage.Load(folder["picture--7-2.png"]).Pixels);
    }

    [Fact]
    public void SeveralPictures_AreNumbered_AndHaveSeedsInARow()
    {
        using WorkFolder folder = new();
        CliResult result = folder.Run(
            "[a|b]", "--count", "2", "--seed", "5", "--steps", "2", "--output", "new/out.webp", "--preview", "steps",
            "--scheduler", "EulerDiscreteScheduler").AssertDone();
        Assert.Equal(["5", "6"], result.Values("seed"));
        Assert.Equal("Euler, SGM Uniform", result["scheduler"]);
        Assert.Equal(
            [
                "new/out-1.webp", "new/out-2.webp",
                "steps/step-001-1.png", "steps/step-001-2.png", "steps/step-002-1.png", "steps/step-002-2.png",
            ],
            folder.Files);
        Assert.NotEqual(RgbImage.Load(folder["new/out-1.webp"]).Pixels.ToArray(), RgbImage.Load(folder["new/out-2.webp"]).Pixels.ToArray());
    }

    [Fact]
    public void TimestepsAndSigmas_TakeThePlaceOfSteps()
    {
        using WorkFolder folder = new();
        string[] arguments = ["an apple", "--seed", "3", "--output", "apple.png", "--scheduler", "EulerDiscreteScheduler"];
        Assert.Equal("3", folder.Run([.. arguments, "--timesteps", "900,500.5,100"]).AssertDone()["steps"]);
        string written = File.ReadAllText(folder["apple.png"], System.Text.Encoding.Latin1);
        Assert.Contains("Timesteps: 900 500.5 100", written, StringComparison.Ordinal);
        Assert.Equal("5", folder.Run([.. arguments, "--sigmas", "gits-5"]).AssertDone()["steps"]);
        folder.Run([.. arguments, "--timesteps", "ays", "--steps", "3"])
            .AssertFailed(2, "--steps is 3; it cannot stand beside --timesteps.");
        folder.Run([.. arguments, "--sigmas", "gits-21"]).AssertFailed(2, "--sigmas: steps ('21') must be less than or equal to '20'.");
        folder.Run([.. arguments, "--timesteps", "9,x"]).AssertFailed(2, "--timesteps: 'x' is not a number.");
    }

    [Theory]
    [InlineData("--true-guidance", "2")]
    [InlineData("--max-sequence-length", "77")]
    [InlineData("--clean-caption")]
    public void OptionOfAnotherFamily_IsRefused(params string[] option)
    {
        using WorkFolder folder = new();
        folder.Run(["an apple", "--steps", "1", .. option])
            .AssertFailed(2, $"{option[0]} is not for models of the family Stable Diffusion.");
        Assert.Empty(Directory.EnumerateFiles(folder[""], "*.png"));
    }

    [Fact]
    public void WeightedPrompt_IsReadOnlyWhereAskedFor_AndKeptAsWritten()
    {
        using WorkFolder folder = new();
        string[] arguments = ["a (red:1.5) apple AND a face :0.3", "--seed", "3", "--steps", "2", "--output"];
        Assert.Equal(
            "warning: The prompt has a weight, '(red:1.5)', which is read as plain text; --prompt-syntax weighted makes a weight of it.\n",
            folder.Run([.. arguments, "plain.png"]).Error);
        folder.Run([.. arguments, "weighted.png", "--prompt-syntax", "weighted"]).AssertDone();
        Assert.NotEqual(RgbImage.Load(folder["plain.png"]).Pixels.ToArray(), RgbImage.Load(folder["weighted.png"]).Pixels.ToArray());
        string written = File.ReadAllText(folder["weighted.png"], System.Text.Encoding.Latin1);
        Assert.Contains("a (red:1.5) apple AND a face :0.3", written, StringComparison.Ordinal);
        folder.Run("a (red:1.0.0) apple", "--prompt-syntax", "weighted").AssertFailed(2, "Expected a weight");
        folder.Run("a", "--prompt-syntax", "fancy").AssertFailed(2, "--prompt-syntax: 'fancy' is not one of Plain, Weighted.");
    }

    [Fact]
    public void InitImageAndMask_KeepWhatTheMaskKeeps()
    {
        using WorkFolder folder = new();
        byte[] white = new byte[256 * 256 * 3], right = new byte[256 * 256 * 3];
        white.AsSpan().Fill(255);
        for (int i = 0; i < right.Length; i++) right[i] = (byte)(i / 3 % 256 < 128 ? 0 : 255);
        new RgbImage(256, 256, white).Save(folder["init.png"]);
        new RgbImage(256, 256, right).Save(folder["mask.png"]);
        folder.Run(
            "@", "--init", "init.png", "--mask", "mask.png", "--strength", "1", "--steps", "2", "--seed", "1",
            "--output", "out.png").AssertDone();
        RgbImage picture = RgbImage.Load(folder["out.png"]);
        double left = 0;
        for (int y = 0; y < 256; y++)
            for (int x = 0; x < 64; x++) left += picture.Pixels[(y * 256 + x) * 3] / (256.0 * 64);
        Assert.InRange(left, 240, 255);
    }

    [Fact]
    public void Outpaint_ExtendsThePicture_AndKeepsIt()
    {
        using WorkFolder folder = new();
        byte[] white = new byte[100 * 60 * 3];
        white.AsSpan().Fill(255);
        new RgbImage(100, 60, white).Save(folder["init.png"]);
        folder.Run("@", "--init", "init.png", "--outpaint", "28,0,0,4", "--steps", "1", "--seed", "1", "--output", "out.png").AssertDone();
        RgbImage picture = RgbImage.Load(folder["out.png"]);
        Assert.Equal((128, 64), (picture.Width, picture.Height));
        Assert.Equal([255, 255, 255], picture.Pixels.Slice(3 * (10 * 128 + 100), 3).ToArray());
    }

    [Fact]
    public void Hires_DrawsALargerPicture_AndSaysHow()
    {
        using WorkFolder folder = new();
        folder.Run(
            "@", "--hires", "1.5", "--hires-strength", "0.5", "--hires-upscaling", "lanczos", "--hires-steps", "4", "--steps", "2",
            "--output", "out.png").AssertDone();
        RgbImage picture = RgbImage.Load(folder["out.png"]);
        Assert.Equal((384, 384), (picture.Width, picture.Height));
        Assert.Contains(
            "Hires upscale: 1.5, Hires steps: 4, Hires upscaler: Lanczos",
            ImageMetadata.ReadParameters(folder["out.png"]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void CtrlC_WhileLoading_EndsSoon()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        CliProcess.RequireInterrupts();
        using WorkFolder folder = new();
        CliProcess running = folder.Start("a red apple", "--steps", "1000");
        Thread.Sleep(TimeSpan.FromMilliseconds(400)); // before or while the model is loaded, or just after
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        running.Interrupt();
        CliResult result = running.WaitForResult();
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(130, result.ExitCode);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void Signals_EndWithTheirCode_AndLeaveNoPicture(string signal, int exitCode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        if (signal == "INT") CliProcess.RequireInterrupts();
        using WorkFolder folder = new();
        CliProcess running = folder.Start("a red apple", "--steps", "1000", "--preview", "steps");
        running.WaitUntil(() => File.Exists(folder["steps/step-002.png"]));
        running.Signal(signal);
        running.WaitForResult().AssertFailed(exitCode, "cancelled");
        Assert.All(folder.Files, f => Assert.Matches(@"^steps/step-\d+\.png$", f));
    }
}
