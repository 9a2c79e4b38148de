namespace LatentDiffusion.Datasets.Tests;

/// <summary>The command that hands a data set to the trainer of classifiers, for which a script stands.</summary>
public sealed class StudyTests
{
    private const string Plan =
        "name = 'n'\ncount = 3\nclasses = ['a', 'b']\nshard_size = 4\n[splits]\ntrain = 0.67\nvalidation = 0.33";

    private const string Script = """
        #!/bin/sh
        if [ "$1" = -c ]; then echo "$2" > imported; exit 0; fi
        printf '%s\n' "$@" > given
        echo trained
        exit 7
        """;

    private static readonly string[] Sets = ["--real", "real", "--held-out", "held-out"];

    [Fact]
    public void TheTrainerIsGivenThePictures_AndItsExitCodeIsTheCommands()
    {
        using Bench bench = Ready();
        CliResult result = Run(
            bench,
            ["out", "study", .. Sets, "--python", Program(bench, Script), "--scarce", "b", "--scarce", "a", "--seeds", "3", "--size", "64",
                "--batch-size", "8", "--no-mirror"]);
        Assert.Equal(7, result.ExitCode);
        Assert.Contains("trained", result.Output, StringComparison.Ordinal);
        Assert.Equal("import latent_diffusion_export.training.study.study", File.ReadAllText(bench["imported"]).Trim());
        Assert.Equal(
            ["-m", "latent_diffusion_export", "train", "study", "study", "--real", "real", "--synthetic",
                "study/synthetic/imagefolder/train", "--held-out", "held-out", "--scarce", "b", "--scarce", "a", "--seeds", "3",
                "--size", "64", "--batch-size", "8", "--no-mirror"],
            File.ReadAllLines(bench["given"]).Select(a => Inside(bench, a)));
        Assert.Equal(2, Directory.GetFiles(bench["study/synthetic/imagefolder/train/a"], "*.png").Length);
        Assert.Equal(7, Run(bench, ["out", "study", .. Sets, "--python", "./python", "--split", "validation"]).ExitCode);
        Assert.EndsWith("validation", File.ReadAllLines(bench["given"])[8], StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMissingIsNamed_BeforeAnythingIsWritten()
    {
        using Bench bench = Ready();
        Run(bench, ["out", "study", .. Sets, "--python", "./none"]).AssertFailed(1, "'./none' cannot be started");
        string lacking = Program(bench, "#!/bin/sh\necho Traceback >&2\necho \"ModuleNotFoundError: No module named 'torch'\" >&2\nexit 1");
        Run(bench, ["out", "study", .. Sets, "--python", lacking])
            .AssertFailed(1, "cannot train classifiers: ModuleNotFoundError: No module named 'torch'");
        string python = Program(bench, Script);
        Run(bench, ["out", "study", "--real", "none", "--held-out", "held-out", "--python", python])
            .AssertFailed(1, "There is no folder 'none'");
        Run(bench, ["none", "study", .. Sets, "--python", python]).AssertFailed(1, "There is no folder 'none'");
        Run(bench, ["out", "study", .. Sets, "--python", python, "--split", "test"])
            .AssertFailed(2, "--split is 'test'; the plan has train, validation");
        Assert.False(Directory.Exists(bench["study"]));
        File.Delete(bench["out/shards/train-000000.tar"]);
        Run(bench, ["out", "study", .. Sets, "--python", python]).AssertFailed(1, "the data set cannot be joined");
        Assert.False(File.Exists(bench["given"]));
    }

    private static Bench Ready()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in is a shell script.");
        Bench bench = new(Plan);
        bench.Draw();
        bench.Pictures("real/a", 1);
        bench.Pictures("held-out/a", 1, first: 2000);
        return bench;
    }

    private static string Program(Bench bench, string script)
    {
        File.WriteAllText(bench["python"], script + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(bench["python"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return "./python";
    }

    /// <summary>A path within the bench's folder, which the system may know by two names.</summary>
    private static string Inside(Bench bench, string path) =>
        path.Split($"/{Path.GetFileName(Path.GetDirectoryName(bench.PlanFile))}/")[^1];

    private static CliResult Run(Bench bench, string[] args) => CliProcess.Start(
        Path.GetDirectoryName(bench.PlanFile)!, ["dataset", "study", "plan.toml", .. args]).WaitForResult();
}
