namespace LatentDiffusion.Techniques.Tests;

/// <summary>What is wrong with a folder is said, with the file's name.</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Theory]
    [InlineData("""{"technique": "flow", "size": 16}""", "'technique' is 'flow'")]
    [InlineData("""{"size": 16}""", "'technique' is missing")]
    [InlineData("""{"technique": "gan", "size": 16}""", "'latent_length' is missing")]
    [InlineData("""{"technique": "gan", "size": -1, "latent_length": 64}""", "'size' is -1")]
    [InlineData("""{"technique": "gan", "size": 16, "latent_length": "64"}""", "'latent_length'")]
    [InlineData("""{"technique": "gan", "size": 16, "latent_length": 64""", "technique.json")]
    [InlineData("""{"technique": "autoregressive", "size": 16, "tokens": 5, "codes": 512, "begin_token": 512}""", "'tokens' is 5")]
    [InlineData("""{"technique": "autoregressive", "size": 16, "tokens": 4, "codes": 512, "begin_token": 513}""", "'begin_token' is 513")]
    [InlineData("""{"technique": "vae", "size": 16, "latent_length": 64}""", "decoder")]
    [InlineData("""{"technique": "pixel", "size": 16, "steps": 25}""", "scheduler_config.json")]
    public void WrongDescription_IsNamed(string json, string expected)
    {
        Copy("gan");
        File.WriteAllText(Path.Combine(_folder, "technique.json"), json);
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ImageSampler.Load(_folder));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(_folder, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gan", "generator")]
    [InlineData("vae", "encoder")]
    [InlineData("pixel", "unet")]
    [InlineData("autoregressive", "transformer")]
    [InlineData("latent", "vae_decoder")]
    public void DamagedGraph_IsNamed(string technique, string graph)
    {
        Copy(technique);
        string file = Path.Combine(_folder, graph, "model.onnx");
        File.WriteAllBytes(file, File.ReadAllBytes(file).AsSpan(0, 1000));
        Assert.Contains(file, Assert.Throws<ModelFormatException>(() => ImageSampler.Load(_folder)).Message, StringComparison.Ordinal);
        File.Delete(file);
        Assert.Contains(graph, Assert.Throws<ModelFormatException>(() => ImageSampler.Load(_folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>A description of other sizes than the graphs' is found out when they are loaded, and both are named.</summary>
    [Theory]
    [InlineData("gan", "\"latent_length\": 64", "\"latent_length\": 63")]
    [InlineData("pixel", "\"size\": 16", "\"size\": 17")]
    [InlineData("pixel", "\"size\": 16", "\"size\": 32")]
    [InlineData("latent", "\"size\": 16", "\"size\": 32")]
    [InlineData("autoregressive", "\"size\": 16", "\"size\": 32")]
    [InlineData("autoregressive", "\"tokens\": 4", "\"tokens\": 9")]
    [InlineData("autoregressive", "\"codes\": 512", "\"codes\": 600")]
    [InlineData("vae", "\"size\": 16", "\"size\": 32")]
    public void OtherSizes_AreRefused(string technique, string from, string to)
    {
        Copy(technique);
        string file = Path.Combine(_folder, "technique.json"), text = File.ReadAllText(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(file, text.Replace(from, to, StringComparison.Ordinal));
        ModelFormatException e = Assert.Throws<ModelFormatException>(() => ImageSampler.Load(_folder));
        Assert.Contains(file, e.Message, StringComparison.Ordinal);
        Assert.NotEqual(file, e.Message.Split(": ")[0]); // which names what the description does not fit
    }

    [Fact]
    public void Options_AreChecked()
    {
        SamplerOptions[] wrong = [new() { BatchSize = 0 }, new() { BatchSize = 1025 }, new() { Threads = 0 }];
        foreach (SamplerOptions options in wrong)
            Assert.ThrowsAny<ArgumentException>(() => ImageSampler.Load(Reference.Folder("gan"), options));
        Assert.Throws<ModelFormatException>(() => ImageSampler.Load(_folder));
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Copy(string technique)
    {
        string source = Reference.Folder(technique);
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
