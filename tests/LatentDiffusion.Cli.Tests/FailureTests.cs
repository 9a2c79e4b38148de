namespace LatentDiffusion.Cli.Tests;

public sealed class FailureTests
{
    /// <summary>Wrong usage: exit code 2, and nothing is loaded or written.</summary>
    [Theory]
    [InlineData("Required argument missing: a prompt")]
    [InlineData("There is no option '--stepz'. Did you mean '--steps'?", "--stepz", "4")]
    [InlineData("There is no option '--widht'. Did you mean '--width'?", "an apple", "--widht", "128")]
    [InlineData("There is no option '--port'. It is one of 'latentdiffusion serve'.", "an apple", "--port", "80")]
    [InlineData("There is no option '--nothing-near'. See", "an apple", "--nothing-near")]
    [InlineData("There is no command 'serv'. Did you mean 'serve'?", "help", "serv")]
    [InlineData("--from and --interactive exclude a prompt", "an apple", "--interactive")]
    [InlineData("--from and --interactive exclude each other", "--from", "x.txt", "--interactive")]
    [InlineData("--vary may be given twice at most", "x", "--vary", "steps=1,2", "--vary", "seed=1,2", "--vary", "guidance=1,2")]
    [InlineData("--vary: 'steps' is not of the form", "x", "--vary", "steps")]
    [InlineData("There is no option '--stepps'. Did you mean '--steps'?", "x", "--vary", "stepps=1,2")]
    [InlineData("wild: there is no such folder of lists", "x", "--wildcards", "wild")]
    [InlineData("--scheduler: there is no file 'mine.json'", "x", "--scheduler", "mine.json")]
    [InlineData("no scheduler knows the option 'step'", "x", "--scheduler", "lcm:step=50")]
    [InlineData("'original_inference_steps' is 0; it must be from 1", "x", "--scheduler", "lcm:original_inference_steps=0")]
    [InlineData("EulerDiscreteScheduler does not know the option 'solver_order'", "x", "--scheduler", "euler:solver_order=2")]
    [InlineData("not two whole numbers", "x", "--negative-crop", "1")]
    [InlineData("There is no option '--stepz'", "an apple", "--stepz", "4")]
    [InlineData("needs quotes", "an", "apple")]
    [InlineData("--steps: 'four' is not a whole number", "an apple", "--steps", "four")]
    [InlineData("--guidance: '7,5' is not a number", "an apple", "--guidance", "7,5")]
    [InlineData("--noise: 'Pink' is not one of TorchCpu, Philox", "an apple", "--noise", "Pink")]
    [InlineData("--scheduler: There is no scheduler 'guess'", "an apple", "--scheduler", "guess")]
    [InlineData("--provider: There is no execution provider 'abacus'", "an apple", "--provider", "abacus")]
    [InlineData("--strength needs --init", "an apple", "--strength", "0.5")]
    [InlineData("--mask needs --init", "an apple", "--mask", "mask.png")]
    [InlineData("--depth-map needs --init", "an apple", "--depth-map", "depth.png")]
    [InlineData("--mask-blur needs --mask", "an apple", "--init", "a.png", "--mask-blur", "4")]
    [InlineData("--outpaint needs --init", "an apple", "--outpaint", "0,64,0,64")]
    [InlineData("--outpaint: '64' is not four numbers", "an apple", "--init", "a.png", "--outpaint", "64")]
    [InlineData("--hires-steps needs --hires", "an apple", "--hires-steps", "4")]
    [InlineData("--hires: 'large' is neither a number nor a size", "an apple", "--hires", "large")]
    [InlineData("--control-scale needs --control", "an apple", "--control-scale", "0.5")]
    [InlineData("--control-end: 'late' is not a number", "x", "--control", "a.png", "--control-end", "late")]
    [InlineData(
        "--control-start is given 2 times for 1 times --control",
        "x", "--control", "a.png", "--control-start", "0", "--control-start", "0.5")]
    [InlineData("--component: 'vae' is not of the form name=PATH", "an apple", "--component", "vae")]
    [InlineData("'apple.gif' is neither", "an apple", "--output", "apple.gif")]
    [InlineData("--steps: '0' is less than 1.", "an apple", "--steps", "0")]
    [InlineData("The path or name of a model is empty", "an apple", "--model", "")]
    [InlineData("The path or name of a model is empty", "inspect", "")]
    [InlineData("--api-key: a key is empty", "serve", "--api-key", "")]
    [InlineData("--safety-threshold needs --safety", "--interactive", "--safety-threshold", "0.5")]
    [InlineData("There is no option '--agian'. Did you mean '--again'?", "info", "a.png", "--agian")]
    [InlineData("There is no option '--jsn'. Did you mean '--json'?", "verify", "a.png", "--jsn")]
    [InlineData("--output needs --again", "info", "a.png", "--output", "b.png")]
    [InlineData("--width: '-64' is less than 1.", "an apple", "--width", "-64")]
    public void WrongUsage_ExitCode2(string message, params string[] args)
    {
        using WorkFolder folder = new();
        folder.Run(args).AssertFailed(2, message);
        Assert.Empty(folder.Files);
    }

    /// <summary>Values that only the model can judge.</summary>
    [Theory]
    [InlineData("--width is 100; it must be a multiple of 16", "an apple", "--width", "100")]
    [InlineData("--guidance is NaN", "an apple", "--guidance", "nan")]
    [InlineData("--lora-folder is 'nowhere'; there is no such folder.", "an apple", "--lora-folder", "nowhere")]
    [InlineData("--hires is 0.5; it must be", "an apple", "--hires", "0.5")]
    [InlineData("--guidance-rescale is 2; it must be from 0 to 1", "'GuidanceScale'", "--guidance-rescale", "2")]
    [InlineData("--config is '.'; it is for a single-file checkpoint", "an apple", "--config", ".")]
    [InlineData("the scale of --lora is NaN; it must be a finite number", "an apple", "--lora", "a.safetensors:nan")]
    [InlineData("the adapter 'style', which is not in .; there are: none.", "an apple <lora:style:0.8>", "--lora-folder", ".")]
    public void WrongValue_ExitCode2(string message, params string[] args)
    {
        using WorkFolder folder = new();
        folder.Run(args).AssertFailed(2, message);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData("there is no such folder", "an apple", "--model", "nowhere")]
    [InlineData("nowhere.safetensors: neither a file nor a folder", "an apple", "--component", "vae=nowhere.safetensors")]
    [InlineData("nowhere.safetensors: the file is missing", "an apple", "--embedding", "nowhere.safetensors")]
    [InlineData("nowhere.safetensors: the file is missing", "an apple", "--lora", "nowhere.safetensors:0.8")]
    [InlineData("nowhere.png", "an apple", "--init", "nowhere.png")]
    [InlineData("nowhere.png", "an apple", "--control", "nowhere.png", "--control-scale", "1")]
    [InlineData("there is no such folder", "inspect", "nowhere")]
    [InlineData("model_index.json", "inspect", ".")]
    public void MissingFile_ExitCode1(string message, params string[] args)
    {
        using WorkFolder folder = new();
        folder.Run(args).AssertFailed(1, message);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void ProviderOfAnotherPackage_ExitCode1_AndNamesThePackage()
    {
        using WorkFolder folder = new();
        folder.Run("an apple", "--provider", "directml").AssertFailed(1, "Microsoft.ML.OnnxRuntime.DirectML");
    }

    /// <summary>What is not what the command line says it is is named, with the option.</summary>
    [Fact]
    public void FoldersAndFiles_AreToldApart()
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["dir"]);
        File.WriteAllText(folder["dir/file"], "");
        folder.Run("--from", "dir").AssertFailed(1, "--from: 'dir' is a folder; a file of prompts was expected.");
        folder.Run("x", "--init", "dir").AssertFailed(1, "is a folder; a file was expected.");
        folder.Run("info", "dir").AssertFailed(1, "is a folder; a file was expected.");
        folder.Run("x", "--output", "dir/file/x.png").AssertFailed(1, "file' is a file, not a folder.");
        folder.Run("x", "--preview", "dir/file/x").AssertFailed(1, "--preview:");
        Assert.Equal(["dir/file"], folder.Files);
    }

    /// <summary>The size of a picture to start from is not the fault of an option that was not given.</summary>
    [Theory]
    [InlineData(1, 1, "--width is 1; it is not given, so it is that of the picture given, and must be from 16 to 16384.")]
    [InlineData(64, 3, "--height is 3; it is not given")]
    [InlineData(20000, 16, "--width is 20000; it is not given")]
    public void PicturesOfNoSize_AreNamed(int width, int height, string message)
    {
        using WorkFolder folder = new();
        File.WriteAllBytes(folder["start.png"], new RgbImage(width, height, new byte[3 * width * height]).Encode(ImageFormat.Png));
        folder.Run("x", "--init", "start.png").AssertFailed(2, message);
        Assert.Equal(["start.png"], folder.Files);
    }
}
