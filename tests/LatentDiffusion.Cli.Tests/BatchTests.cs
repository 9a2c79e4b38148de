using System.Text;

namespace LatentDiffusion.Cli.Tests;

/// <summary>Several pictures with one loaded model.</summary>
public sealed class BatchTests
{
    [Fact]
    public void LinesWithOptions_AreDrawn_AndOneThatFailsDoesNotKeepTheOthers()
    {
        using WorkFolder folder = new();
        File.WriteAllText(
            folder["prompts.txt"],
            "# a comment\n\na red apple --seed 3\n"
            + "\"a cactus\" --negative_prompt \"dark, blurry\" --seed 4 --cfg_scale 3 --sampler_name \"Euler a\"\n"
            + "too wide --width 100\n");
        CliResult result = folder.Run("--from", "prompts.txt", "--steps", "2", "--output", "out/");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["out/a-cactus-4.png", "out/a-red-apple-3.png", "prompts.txt"], folder.Files);
        Assert.Contains("error: prompts.txt:5: --width is 100", result.Error, StringComparison.Ordinal);
        Assert.Contains("error: 1 of 3 could not be drawn.", result.Error, StringComparison.Ordinal);
        GenerationParameters cactus = GenerationParameters.Parse(ImageMetadata.ReadParameters(folder["out/a-cactus-4.png"])!);
        Assert.Equal(("a cactus", "dark, blurry", 2, "Euler a", 3.0),
            (cactus.Prompt, cactus.NegativePrompt, cactus.Steps, cactus.Sampler, cactus.GuidanceScale));
    }

    [Fact]
    public void ShortNames_AreRead_ButNotWithinQuotes()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["prompts.txt"], "\"a cactus -s 9 --steps 9\" -s 4 -g 3 -n \"dark -c 2\" -o mine.png\n");
        folder.Run("--from", "prompts.txt", "--steps", "1").AssertDone();
        Assert.Equal(["mine.png", "prompts.txt"], folder.Files);
        GenerationParameters made = GenerationParameters.Parse(ImageMetadata.ReadParameters(folder["mine.png"])!);
        Assert.Equal(("a cactus -s 9 --steps 9", "dark -c 2", 1, 4L, 3.0),
            (made.Prompt, made.NegativePrompt, made.Steps, made.Seed, made.GuidanceScale));
    }

    [Fact]
    public void JsonAndTables_SayTheSame()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["a.jsonl"], """
            {"prompt": "-1 [x], y", "seed": 3, "steps": 2, "negative": null}
            {"prompt": "z", "seed": 4, "scheduler": "euler", "timesteps": [900, 500], "output": "mine.webp"}
            """);
        File.WriteAllText(
            folder["b.csv"],
            "prompt,seed,steps,scheduler,timesteps,output\r\n\"-1 [x], y\",3,2,,,\r\nz,4,,euler,\"900,500\",\"its.webp\"\r\n");
        folder.Run("--from", "a.jsonl", "--output", "a.png").AssertDone();
        folder.Run("--from", "b.csv", "--output", "b.png").AssertDone();
        Assert.Equal(["a-1.png", "a.jsonl", "b-1.png", "b.csv", "its.webp", "mine.webp"], folder.Files);
        Assert.Equal(RgbImage.Load(folder["a-1.png"]).Pixels, RgbImage.Load(folder["b-1.png"]).Pixels);
        Assert.Equal(RgbImage.Load(folder["mine.webp"]).Pixels, RgbImage.Load(folder["its.webp"]).Pixels);
        Assert.StartsWith("-1 [x], y\n", ImageMetadata.ReadParameters(folder["b-1.png"]), StringComparison.Ordinal);
    }

    /// <summary>As spreadsheets write them where commas are decimal, and with quotes within a cell, as Python reads them.</summary>
    [Fact]
    public void Tables_MayHaveSemicolonsAndQuotesWithinCells()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["p.csv"], "\ufeffprompt;seed\r\na sign, \"hello\" on it;3\r\n\r\n\"say \"\"b\"\"; c\";4\r\n");
        folder.Run("--from", "p.csv", "--steps", "1", "--output", "p.png").AssertDone();
        Assert.StartsWith("a sign, \"hello\" on it\n", ImageMetadata.ReadParameters(folder["p-1.png"]), StringComparison.Ordinal);
        Assert.StartsWith("say \"b\"; c\n", ImageMetadata.ReadParameters(folder["p-2.png"]), StringComparison.Ordinal);
    }

    [Fact]
    public void FilesOfSeveralPictures_ReplaceNothingOfOneAnother()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["p.jsonl"], """
            {"prompt": "a", "seed": 1, "count": 2, "output": "same.png"}
            {"prompt": "b", "seed": 5, "count": 2, "output": "same.png"}
            """);
        CliResult result = folder.Run("--from", "p.jsonl", "--steps", "1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("p.jsonl:2: --output:", result.Error, StringComparison.Ordinal);
        File.WriteAllText(folder["p.txt"], "a --seed 1\nb --seed 2\n");
        folder.Run("--from", "p.txt", "--steps", "1", "--output", "out/", "--preview", "seen").AssertDone();
        Assert.Equal(["out/a-1.png", "out/b-2.png", "p.jsonl", "p.txt", "seen/001-step-001.png", "seen/002-step-001.png"], folder.Files);
    }

    [Fact]
    public void OptionsOfTheCommandLine_MayNeedWhatALineBrings()
    {
        using WorkFolder folder = new();
        new RgbImage(64, 64, new byte[3 * 64 * 64]).Save(folder["a.png"]);
        File.WriteAllText(
            folder["p.csv"],
            "prompt,seed,init,mask,paste_original,output\na,1,a.png,a.png,TRUE,yes.png\na,1,a.png,a.png,no,no.png\n");
        folder.Run("--from", "p.csv", "--strength", "0.5", "--steps", "2").AssertDone();
        Assert.Contains("Paste original: True", ImageMetadata.ReadParameters(folder["yes.png"]), StringComparison.Ordinal);
        Assert.DoesNotContain("Paste original", ImageMetadata.ReadParameters(folder["no.png"]), StringComparison.Ordinal);
        File.WriteAllText(folder["p.txt"], "a --seed 1\n");
        Assert.Contains(
            "p.txt:1: --strength needs --init", folder.Run("--from", "p.txt", "--strength", "0.5").Error, StringComparison.Ordinal);
    }

    /// <summary>Before the model is loaded, with file and line.</summary>
    [Theory]
    [InlineData("p.csv", "prompt,paste_original\nq,sure\n", "p.csv:2: --paste-original is 'sure'; it must be true or false")]
    [InlineData("p.csv", "prompt,seed\nq,3,4\n", "p.csv:2: there are 3 cells for 2 names")]
    [InlineData("p.csv", "seed\n3\n", "p.csv:1: one column must be named 'prompt'")]
    [InlineData("p.csv", "prompt,seed,Prompt\nq,3,r\n", "p.csv:1: one column must be named 'prompt'")]
    [InlineData("p.csv", "prompt;seed\nq;3;4\n", "p.csv:2: there are 3 cells for 2 names. A cell with semicolons needs quotes")]
    [InlineData("p.csv", "prompt,seed\n\"q\nr\",3\n\"s,\nt,3\n", "p.csv:4: a quote begins a cell, and none ends it")]
    [InlineData("p.csv", "prompt,seed\n\"q\nr\",x\n", "p.csv:2: --seed: 'x' is not a whole number")]
    [InlineData("p.csv", "prompt,seed\n,\n", "p.csv:2: there is no prompt")]
    [InlineData("p.jsonl", "{\"prompt\": \"x\", \"model\": \"y\"}", "p.jsonl:1: --model is one for all pictures")]
    [InlineData("p.jsonl", "{\"prompt\": ", "p.jsonl:1: this is not JSON")]
    [InlineData("p.jsonl", "{\"prompt\": \"a \\ud800 cat\"}", "p.jsonl:1: a text is no valid Unicode")]
    [InlineData("p.jsonl", "{\"prompt\": \"cat\", \"\\udc00\": 1}", "p.jsonl:1: a text is no valid Unicode")]
    [InlineData("p.txt", "{\"prompt\": \"a \\ud800 cat\"}", "p.txt:1: a text is no valid Unicode")]
    [InlineData("p.jsonl", "{}", "p.jsonl:1: there must be one prompt")]
    [InlineData("p.jsonl", "{\"prompt\": null}", "p.jsonl:1: there must be one prompt")]
    [InlineData("p.jsonl", "{\"prompt\": [\"a dog\", \"a cat\"]}", "p.jsonl:1: there must be one prompt")]
    [InlineData("p.jsonl", "{\"prompt\": \"x\", \"Prompt\": \"y\"}", "p.jsonl:1: there must be one prompt")]
    [InlineData("p.jsonl", "{\"prompt\": {\"a\": 1}}", "p.jsonl:1: 'prompt' is an object")]
    [InlineData("p.tsv", "prompt\tseed\nq\t3\t4\n", "p.tsv:2: there are 3 cells for 2 names")]
    [InlineData("p.jsonl", "[1]", "p.jsonl:1: this is not a JSON object")]
    [InlineData("p.txt", "good\n\nx --steps four", "p.txt:3: --steps: 'four' is not a whole number")]
    [InlineData("p.txt", "x --stepz 4", "p.txt:1: There is no option '--stepz'. Did you mean '--steps'?")]
    [InlineData("p.txt", "x -z 4", "p.txt:1: There is no option '--z'.")]
    [InlineData("p.txt", "x --output a.png\n\ny -o ./a.png\n", "a.png' is what p.txt:1 is written to already")]
    [InlineData("p.txt", "x --seed 4 apples", "p.txt:1: 'apples' follows no option")]
    [InlineData("p.txt", "# nothing", "p.txt: there are no prompts")]
    [InlineData("p.json", "[{\"prompt\": \"x\"}, 3]", "p.json[1]: this is not a JSON object")]
    [InlineData("p.json", "[{\"prompt\": \"x\"}", "p.json: this is not JSON")]
    [InlineData("p.json", "[{\"prompt\": \"x\", \"steps\": \"four\"}]", "p.json[0]: --steps: 'four' is not a whole number")]
    [InlineData("p.json", "[]", "p.json: there are no prompts")]
    public void WrongFile_IsExplained(string name, string text, string message)
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder[name], text);
        folder.Run("--from", name).AssertFailed(2, message);
        Assert.Equal([name], folder.Files);
    }

    /// <summary>Letters of another encoding would be drawn as others, without a word.</summary>
    [Theory]
    [InlineData("p.txt", "good\nr\u00e9d\n")]
    [InlineData("p.csv", "prompt\nr\u00e9d\n")]
    [InlineData("p.jsonl", "{\"prompt\": \"good\"}\n{\"prompt\": \"r\u00e9d\"}\n")]
    public void OtherEncodings_AreRefused(string name, string text)
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder[name], text, Encoding.Latin1);
        folder.Run("--from", name).AssertFailed(2, $"{name}:2: this is not text in UTF-8");
        Assert.Equal([name], folder.Files);
    }

    [Fact]
    public void ListInJson_AndUtf16_AreRead()
    {
        using WorkFolder folder = new();
        File.WriteAllText(folder["a.json"], """
            [
              { "prompt": "x", "seed": 3, "steps": 1 },
              { "prompt": "y", "seed": 4, "steps": 1 }
            ]
            """);
        File.WriteAllText(folder["b.txt"], "r\u00e9d --seed 5 --steps 1\n", Encoding.Unicode);
        folder.Run("--from", "a.json").AssertDone();
        folder.Run("--from", "b.txt").AssertDone();
        Assert.Equal(["a.json", "b.txt", "r\u00e9d-5.png", "x-3.png", "y-4.png"], folder.Files);
    }

    [Fact]
    public void VariedOption_IsNotGivenBeside()
    {
        using WorkFolder folder = new();
        folder.Run("x", "--vary", "steps=1,2", "--steps", "3").AssertFailed(2, "--steps varies by --vary and is given beside it");
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void PromptsVary_WithoutOneBeside()
    {
        using WorkFolder folder = new();
        folder.Run("--vary", "prompt=a cat,a dog", "--steps", "1", "--seed", "1").AssertDone();
        Assert.Equal(["a-cat-1.png", "a-dog-1.png"], folder.Files);
        folder.Run("x", "--vary", "prompt=a,b").AssertFailed(2, "prompt varies by --vary and is given beside it");
        File.WriteAllText(folder["list.txt"], "a bird\n");
        folder.Run("--from", "list.txt", "--vary", "prompt=a,b").AssertFailed(2, "--from and --interactive exclude a prompt");
    }

    /// <summary>A second run replaces what the user named, the grid too.</summary>
    [Fact]
    public void Grid_IsNamedAsThePictures()
    {
        using WorkFolder folder = new();
        for (int run = 0; run < 2; run++)
            folder.Run("x", "--steps", "1", "--seed", "1", "--count", "2", "--grid", "--output", "p.jpg").AssertDone();
        Assert.Equal(["p-1.jpg", "p-2.jpg", "p-grid.jpg"], folder.Files);
    }

    [Fact]
    public void StandardInput_AndVariedOptions_AndGrid()
    {
        using WorkFolder folder = new();
        CliResult result = folder.RunWithInput(
            "a red apple --seed 3\n", "--from", "-", "--vary", "steps=1,2", "--vary", "guidance=1,3,5", "--grid", "--output", "v.png")
            .AssertDone();
        Assert.Equal(["v-1.png", "v-2.png", "v-3.png", "v-4.png", "v-5.png", "v-6.png", "v-grid.png"], folder.Files);
        Assert.Equal(["3", "3", "3", "3", "3", "3"], result.Values("seed"));
        Assert.Equal(["1", "1", "1", "2", "2", "2"], result.Values("steps"));
        RgbImage grid = RgbImage.Load(folder["v-grid.png"]);
        Assert.Equal((3 * 256 + 2 * 4, 2 * 256 + 4), (grid.Width, grid.Height));
        ReadOnlySpan<byte> last = RgbImage.Load(folder["v-6.png"]).Pixels;
        for (int y = 0; y < 256; y++)
            Assert.Equal(last.Slice(3 * 256 * y, 3 * 256), grid.Pixels.Slice(3 * ((260 + y) * grid.Width + 2 * 260), 3 * 256));
        Assert.NotNull(ImageMetadata.ReadOrigin(File.ReadAllBytes(folder["v-grid.png"])));
    }

    [Fact]
    public void Choices_FollowFromTheSeed()
    {
        using WorkFolder folder = new();
        Directory.CreateDirectory(folder["lists"]);
        File.WriteAllText(folder["lists/place.txt"], "# places\nsea\nhill\n");
        string[] arguments = ["a {red|green|blue} \\{x\\} __place__", "--seed", "5", "--steps", "1", "--wildcards", "lists"];
        folder.Run([.. arguments, "--count", "3"]).AssertDone();
        string[] first = Prompts();
        Assert.Equal(3, first.Length);
        Assert.All(first, p => Assert.Matches(@"^a (red|green|blue) \{x\} (sea|hill)$", p));
        Assert.True(first.Distinct().Count() > 1, "All choices are the same.");
        folder.Run([.. arguments, "--output", "again.png"]).AssertDone();
        Assert.Contains(Prompt("again.png"), first);

        string[] Prompts() => [.. folder.Files.Where(f => f.EndsWith(".png", StringComparison.Ordinal)).Select(Prompt)];
        string Prompt(string file) => GenerationParameters.Parse(ImageMetadata.ReadParameters(folder[file])!).Prompt;
    }

    [Fact]
    public void Interactive_DrawsLineByLine()
    {
        using WorkFolder folder = new();
        CliResult result = folder.RunWithInput(
            "a red apple --seed 3 --steps 2\n--steps 1\n/show\na cactus --seed 4\n\n/bogus\n--stepz 4\nx --width 100\n/quit\nnot drawn\n",
            "--interactive", "--output", "out/");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["2", "1", "1"], result.Values("steps"));
        Assert.Equal(3, folder.Files.Length);
        Assert.Equal(
            ["--steps 1", "error: There is no command '/bogus'. /help lists those that there are.",
             "error: There is no option '--stepz'. Did you mean '--steps'?",
             "error: --width is 100; it must be a multiple of 16 from 16 to 16384."],
            result.Error.TrimEnd().Split('\n'));
    }
}
