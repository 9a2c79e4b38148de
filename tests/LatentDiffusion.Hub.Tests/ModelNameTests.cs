using CsCheck;

namespace LatentDiffusion.Hub.Tests;

public sealed class ModelNameTests
{
    [Theory]
    [InlineData("org/name", "org/name", null, null)]
    [InlineData("name", "name", null, null)]
    [InlineData("org/name@v1.0", "org/name", "v1.0", null)]
    [InlineData("hf://org/name", "org/name", null, null)]
    [InlineData("HF://org/name@main", "org/name", "main", null)]
    [InlineData("hf://models/org/name@main", "org/name", "main", null)]
    [InlineData("hf://org/name@main/a/b.safetensors", "org/name", "main", "a/b.safetensors")]
    [InlineData("hf://org/name/a/b.safetensors", "org/name", null, "a/b.safetensors")]
    [InlineData("hf://org/name@refs/pr/12/a.safetensors", "org/name", "refs/pr/12", "a.safetensors")]
    [InlineData("org/name@refs/pr/12", "org/name", "refs/pr/12", null)]
    [InlineData("hf://org/name@feature%2Fx/a.safetensors", "org/name", "feature/x", "a.safetensors")]
    [InlineData("hf://org/name/", "org/name", null, null)]
    [InlineData("hf.co/org/name", "org/name", null, null)]
    [InlineData("https://huggingface.co/org/name", "org/name", null, null)]
    [InlineData("https://huggingface.co/org/name/tree/main", "org/name", "main", null)]
    [InlineData("https://huggingface.co/org/name/blob/v1/a%20b.safetensors?download=true", "org/name", "v1", "a b.safetensors")]
    [InlineData("https://huggingface.co/org/name/resolve/main/a/b.safetensors", "org/name", "main", "a/b.safetensors")]
    [InlineData("urn:air:sdxl:checkpoint:huggingface:org/name@main", "org/name", "main", null)]
    public void HuggingFace(string text, string repository, string? revision, string? path)
    {
        ModelName name = ModelName.Parse(text);
        Assert.Equal((ModelSource.HuggingFace, repository, revision, path), (name.Source, name.Repository, name.Revision, name.Path));
        Assert.True(ModelName.TryParse(text, out ModelName? same));
        Assert.Equal(name, same);
    }

    [Theory]
    [InlineData("civitai:2514310", null, 2514310L, null)]
    [InlineData("civitai://2514310", null, 2514310L, null)]
    [InlineData("civitai:827184@2514310", 827184L, 2514310L, null)]
    [InlineData("civitai:model:827184", 827184L, null, null)]
    [InlineData("civitai:6ce0161689", null, null, "6CE0161689")]
    [InlineData("civitai:1234567890", null, null, "1234567890")]
    [InlineData("civitai:hash:1a2b3c4d", null, null, "1A2B3C4D")]
    [InlineData("urn:air:sdxl:checkpoint:civitai:827184@2514310", 827184L, 2514310L, null)]
    [InlineData("URN:AIR:sd1:lora:civitai:827184", 827184L, null, null)]
    [InlineData("urn:air:sd1:lora:civitai:827184@2514310.safetensors", 827184L, 2514310L, null)]
    [InlineData("https://civitai.com/models/827184/some-name?modelVersionId=2514310", 827184L, 2514310L, null)]
    [InlineData("https://civitai.com/models/827184", 827184L, null, null)]
    [InlineData("https://civitai.com/api/download/models/2514310?type=Model", null, 2514310L, null)]
    public void Civitai(string text, long? model, long? version, string? hash)
    {
        ModelName name = ModelName.Parse(text);
        Assert.Equal((ModelSource.Civitai, model, version, hash), (name.Source, name.ModelId, name.VersionId, name.Hash));
        Assert.True(ModelName.IsExplicit(text));
    }

    [Theory]
    [InlineData("a/b/../c")]
    [InlineData("-a/b")]
    [InlineData("a/b-")]
    [InlineData("a--b/c")]
    [InlineData("a/b..c")]
    [InlineData("a/b.git")]
    [InlineData("a b/c")]
    [InlineData("é/b")]
    [InlineData("/a/b")]
    [InlineData("./a")]
    [InlineData("a\\b")]
    [InlineData("C:/models")]
    [InlineData("hf://datasets/org/name")]
    [InlineData("hf://")]
    [InlineData("org/name@")]
    [InlineData("org/name@../../x")]
    [InlineData("hf://org/name@main/../x")]
    [InlineData("hf://org/name@..%2F..%2Fx")]
    [InlineData("civitai:")]
    [InlineData("civitai:abc")]
    [InlineData("civitai:-5")]
    [InlineData("civitai:1@2@3")]
    [InlineData("urn:air:sdxl:checkpoint:civitai")]
    [InlineData("urn:air:sdxl:checkpoint:orchestrator:5")]
    [InlineData("urn:air:sdxl:checkpoint:civitai:5@6:layer")]
    [InlineData("https://example.com/org/name")]
    [InlineData("https://huggingface.co/org")]
    [InlineData("https://huggingface.co/org/name/discussions/1")]
    [InlineData("https://huggingface.co/datasets/org/name")]
    [InlineData("ftp://huggingface.co/org/name")]
    [InlineData("a/b\u001b[31m")]
    public void OfNoForm_IsRefused(string text)
    {
        Assert.False(ModelName.TryParse(text, out _));
        ArgumentException e = Assert.Throws<ArgumentException>(() => ModelName.Parse(text));
        Assert.DoesNotContain(e.Message, char.IsControl);
    }

    [Theory]
    [InlineData("org/name@main", false)]
    [InlineData("models/a.safetensors", false)]
    [InlineData("hf://x/y", true)]
    public void IsExplicit_ByTheScheme(string text, bool expected) => Assert.Equal(expected, ModelName.IsExplicit(text));

    /// <summary>What a name is shown as is the name again.</summary>
    [Fact]
    public void ToString_IsANameOfTheSame()
    {
        Gen<string> part = Gen.String[Gen.Char["abcXYZ019_.-"], 1, 12];
        Gen.Select(part, part, part, Gen.Bool).Sample(
            (org, name, revision, has) =>
            {
                string text = has ? $"{org}/{name}@{revision}" : $"{org}/{name}";
                if (!ModelName.TryParse(text, out ModelName? parsed)) return;
                Assert.Equal(parsed, ModelName.Parse(parsed.ToString()));
                string folder = new RepositoryCache("/cache", parsed.Repository, true).FolderName;
                Assert.Equal(Path.GetFullPath("/cache"), Path.GetDirectoryName(Path.GetFullPath("/cache/" + folder)));
                Assert.Equal(parsed.Repository, folder["models--".Length..].Replace("--", "/", StringComparison.Ordinal));
            },
            iter: 5_000);
    }

    [Theory]
    [InlineData("civitai:5")]
    [InlineData("civitai:4@5")]
    [InlineData("civitai:model:4")]
    [InlineData("civitai:6CE0161689")]
    public void ToString_OfCivitai(string text) => Assert.Equal(text, ModelName.Parse(text).ToString());

    [Fact]
    public async Task RevisionBesideTheName_MustNotContradictIt()
    {
        await using Bench bench = await Bench.WithModelAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client().GetAsync("org/model@main", "v1"));
        await Assert.ThrowsAsync<ArgumentException>(() => bench.Client().GetAsync("civitai:5", "v1"));
        await bench.Client().GetAsync("org/model@v1", "v1");
        await bench.Client().GetAsync("org/model", "v1");
    }
}
