namespace LatentDiffusion.Tests;

/// <summary>Learned words against diffusers' <c>load_textual_inversion</c>.</summary>
public sealed class TextualInversionTests
{
    private const float Tolerance = 1e-3f;

    [Theory]
    [InlineData("diffusers", "stable_diffusion", "a photo of a <red-thing> cat, <RED-thing>")]
    [InlineData("webui", "stable_diffusion", "webui by a red cat")]
    [InlineData("vector", "stable_diffusion", "a <vector> house")]
    [InlineData("xl", "stable_diffusion_xl", "a photo of a xl cat")]
    public void Generate_WithLearnedWord_EqualsDiffusers(string name, string model, string prompt)
    {
        string[] files = model == "stable_diffusion" ? ["diffusers", "webui", "vector"] : ["xl"];
        PipelineOptions options = CheckpointCase.Options with { Embeddings = [.. files.Select(f => new TextualInversion(File(f)))] };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path(model), options);
        float[] actual = pipeline.Generate(CheckpointCase.Request with { Prompt = prompt }).Latents.ToArray();
        SafetensorsFile expected = new(ReferenceFiles.Path("textual_inversion", "latents.safetensors"));
        Assert.InRange(Difference.Relative(expected.Values<float>(name), actual), 0, Tolerance);
    }

    /// <summary>
    /// The rows of a word stay in one chunk, as in stable-diffusion-webui (<c>tokenize_line</c>: <c>if len(chunk.tokens) + emb_len >
    /// self.chunk_length: next_chunk()</c>), and it is found in any case of letters, but not within other words.
    /// </summary>
    [Theory]
    [InlineData(73, "zebra red", "BREAK zebra red")]
    [InlineData(74, "zebra red", "BREAK zebra red")]
    [InlineData(75, "zebra red", "BREAK zebra red")]
    [InlineData(72, "zebra red", "zebra BREAK red")]
    [InlineData(1, "ZEBRA red", "zebra red")]
    public void Generate_Weighted_TakesAWordWhole(int before, string prompt, string same)
    {
        string start = string.Concat(Enumerable.Repeat("a ", before));
        PipelineOptions own = CheckpointCase.Options with { Embeddings = [new TextualInversion(File("diffusers")) { Token = "zebra" }] };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), own);
        Assert.Equal(Latents(start + same), Latents(start + prompt));
        Assert.NotEqual(Latents(start + "zebras red"), Latents(start + prompt));

        float[] Latents(string text) => pipeline.Generate(
            CheckpointCase.Request with { Prompt = text, PromptSyntax = PromptSyntax.Weighted, Steps = 1 }).Latents.ToArray();
    }

    [Fact]
    public void Load_WordOfTheUser_StandsForTheSameEmbeddings()
    {
        PipelineOptions own = CheckpointCase.Options with { Embeddings = [new TextualInversion(File("diffusers")) { Token = "zebra" }] };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), own);
        float[] actual = pipeline.Generate(CheckpointCase.Request with { Prompt = "a photo of a zebra cat, ZEBRA" }).Latents.ToArray();
        SafetensorsFile expected = new(ReferenceFiles.Path("textual_inversion", "latents.safetensors"));
        Assert.InRange(Difference.Relative(expected.Values<float>("diffusers"), actual), 0, Tolerance);
    }

    [Theory]
    [InlineData("xl", "stable_diffusion", "no CLIP text encoder of the model has")]
    [InlineData("latents", "stable_diffusion", "which is not a list of embeddings")]
    public void Load_FileThatDoesNotFit_IsRefused(string file, string model, string rule)
    {
        PipelineOptions options = CheckpointCase.Options with { Embeddings = [new TextualInversion(File(file))] };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path(model), options));
        Assert.Contains($"{file}.safetensors", e.Message, StringComparison.Ordinal);
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
    }

    /// <summary>It would teach no word, and nothing would say so.</summary>
    [Fact]
    public void Load_FileWithoutTensors_IsRefused()
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(folder["none.safetensors"], SafetensorsBytes.Of([]));
        PipelineOptions own = CheckpointCase.Options with { Embeddings = [new TextualInversion(folder["none.safetensors"])] };
        string message = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), own)).Message;
        Assert.Equal($"{folder["none.safetensors"]}: the file holds no tensors, so it is no embedding.", message);
    }

    /// <summary>Keys that say what a tensor is, not which word; then the file is called as the word.</summary>
    [Theory]
    [InlineData("emb_params")]
    [InlineData("string_to_param.*")]
    [InlineData("*")]
    public void Load_KeyThatIsNoWord_StandsForTheNameOfTheFile(string key)
    {
        SafetensorsFile known = new(File("diffusers"));
        string word = known.Names.Single();
        FileTensor rows = new(key, known.Values<float>(word).ToArray(), [.. known.Shape(word).Select(side => (int)side)]);
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(folder["zebra.safetensors"], SafetensorsBytes.Of([rows]));
        PipelineOptions own = CheckpointCase.Options with { Embeddings = [new TextualInversion(folder["zebra.safetensors"])] };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), own);
        float[] actual = pipeline.Generate(CheckpointCase.Request with { Prompt = "a photo of a zebra cat, ZEBRA" }).Latents.ToArray();
        SafetensorsFile expected = new(ReferenceFiles.Path("textual_inversion", "latents.safetensors"));
        Assert.InRange(Difference.Relative(expected.Values<float>("diffusers"), actual), 0, Tolerance);
    }

    [Fact]
    public void Load_TwoWordsInOneFile_IsRefused_NamingBoth()
    {
        using TemporaryFolder folder = new();
        System.IO.File.WriteAllBytes(
            folder["two.safetensors"], SafetensorsBytes.Of(("<first>", new float[16], [16]), ("<second>", new float[16], [16])));
        PipelineOptions options = CheckpointCase.Options with { Embeddings = [new TextualInversion(folder["two.safetensors"])] };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), options));
        Assert.StartsWith(
            $"{folder["two.safetensors"]}: '<first>' and '<second>' are both for 'text_encoder'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WordThatTheTokenizerHas_IsRefused()
    {
        PipelineOptions options = CheckpointCase.Options with
        {
            Embeddings = [new TextualInversion(File("diffusers")) { Token = "<|endoftext|>" }],
        };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), options));
        Assert.Contains("already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_WordOfOtherEmbeddings_IsRefused_NamingTheFile()
    {
        PipelineOptions options = CheckpointCase.Options with
        {
            Embeddings = [.. new[] { "diffusers", "vector" }.Select(name => new TextualInversion(File(name)) { Token = "zebra" })],
        };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), options));
        Assert.Equal($"{File("vector")}: other embeddings have the word 'zebra' already; give these another word.", e.Message);
    }

    /// <summary>A word is shown as it was written, not by the names of its rows.</summary>
    [Fact]
    public void Generate_WordBeyondTheEnd_IsToldAsItWasWritten()
    {
        PipelineOptions own = CheckpointCase.Options with { Embeddings = [new TextualInversion(File("diffusers")) { Token = "zébra" }] };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), own);
        string start = string.Concat(Enumerable.Repeat("a ", 74));
        GenerationResult result = pipeline.Generate(CheckpointCase.Request with { Prompt = start + "zébra red zébra zébra", Steps = 1 });
        Assert.EndsWith("this end of it was left out: 'zébra red zébra zébra'.", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ModelOfGraphs_SaysThatWeightsAreNeeded()
    {
        PipelineOptions options = new() { Embeddings = [new TextualInversion(File("diffusers"))] };
        ModelFormatException e = Assert.Throws<ModelFormatException>(
            () => LatentDiffusionPipeline.Load(ReferenceFiles.Path("tiny", "stable_diffusion"), options));
        Assert.Contains("'text_encoder' is a graph", e.Message, StringComparison.Ordinal);
    }

    private static string File(string name) => ReferenceFiles.Path("textual_inversion", $"{name}.safetensors");
}
