namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Small networks, against PyTorch and transformers.</summary>
public sealed class FeatureNetworkTests
{
    private static readonly SafetensorsFile Images = new(ReferenceFiles.Path("images.safetensors"));
    private static readonly RgbImage Picture = Sets.Picture(Images, "networks.picture");

    [Fact]
    public void Features_AndLogits_AreThoseOfPyTorch()
    {
        using FeatureNetwork network = Load("classes");
        FeatureSet set = network.Extract([.. Enumerable.Repeat(Picture, 11)]);
        Assert.Equal((8, 5, 11), (network.Dimension, network.Classes, set.Count));
        for (int i = 0; i < 11; i++) Near(Images.Values<float>("classes.features"), set[i]);
        Near(Images.Values<float>("classes.logits"), set.Logits!.Value.Span[^5..]);
    }

    [Fact]
    public void Clip_EmbedsPicturesAndPrompts()
    {
        using FeatureNetwork network = Load("clip");
        Assert.True(network.ReadsPrompts);
        Near(Images.Values<float>("clip.picture"), Unit(network.Extract([Picture])[0]));
        Near(Images.Values<float>("clip.prompt"), Unit(network.Encode("low lower!", default)));
    }

    [Fact]
    public void PairNetwork_GivesDistances_AtAnySize()
    {
        using FeatureNetwork network = Load("distance");
        byte[] mirrored = Picture.Pixels.ToArray();
        for (int y = 0; y < Picture.Height; y++)
            for (int x = 0; x < Picture.Width; x++)
                Picture.Pixels.Slice(3 * (y * Picture.Width + x), 3).CopyTo(mirrored.AsSpan(3 * ((y + 1) * Picture.Width - 1 - x)));
        PairMetric metric = PairMetrics.OfNetwork(network);
        double expected = Images.Values<float>("distance")[0];
        Assert.Equal(expected, metric.Compute(Picture, new RgbImage(Picture.Width, Picture.Height, mirrored)), 1e-5 * expected);
        Assert.Equal(0, metric.Compute(Sets.Blocks(1, 9, 7), Sets.Blocks(1, 9, 7)));
        Assert.Throws<EvaluationException>(() => network.Extract([Picture]));
        using FeatureNetwork features = Load("classes");
        Assert.Throws<EvaluationException>(() => PairMetrics.OfNetwork(features));
    }

    [Theory]
    [InlineData("\"size\": 24", "\"size\": 32", "does not fit network.json")]
    [InlineData("\"size\": 24", "\"size\": 0", "'size'")]
    [InlineData("\"features\": \"features\"", "\"features\": \"other\"", "no output 'other'")]
    [InlineData("\"features\": \"features\",\n  \"logits\": \"logits\"", "\"distance\": \"features\"", "it has 1 inputs, expected 2")]
    [InlineData("torch-bilinear", "guess", "description of a network")]
    [InlineData("\"bgr\"", "\"rgb\"", "description of a network")]
    [InlineData("\"name\": \"classes\",", "", "description of a network")]
    public void NetworksThatDoNotFit_AreRefused(string old, string replacement, string message)
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(ReferenceFiles.Path("networks", "classes", "network.json"));
        Assert.Contains(old, text, StringComparison.Ordinal);
        text = text.Replace(old, replacement, StringComparison.Ordinal);
        folder.Write("network.json", text);
        File.Copy(ReferenceFiles.Path("networks", "classes", "model.onnx"), folder["model.onnx"]);
        Refused(message, folder);
    }

    [Theory]
    [InlineData("folder", "..")]
    [InlineData("folder", "../clip/text")]
    [InlineData("folder", "/text")]
    [InlineData("tokenizer", "")]
    [InlineData("tokenizer", "..\\\\tokenizer")]
    public void FoldersOutsideTheNetworks_AreRefused(string key, string value)
    {
        using TemporaryFolder folder = new();
        string text = File.ReadAllText(ReferenceFiles.Path("networks", "clip", "network.json"));
        folder.Write("network.json", text.Replace("\"text\": {}", $"\"text\": {{ \"{key}\": \"{value}\" }}", StringComparison.Ordinal));
        Refused($"'text.{key}' must be fit for a file", folder);
    }

    [Fact]
    public void MissingFiles_AreNamed()
    {
        using TemporaryFolder folder = new();
        Refused("network.json", folder);
        File.Copy(ReferenceFiles.Path("networks", "classes", "network.json"), folder["network.json"]);
        Refused("model.onnx", folder);
        folder.Write("model.onnx", "no graph");
        Refused("model.onnx", folder);
    }

    internal static FeatureNetwork Load(string name, int batch = 4) =>
        FeatureNetwork.Load(ReferenceFiles.Path("networks", name), new FeatureNetworkOptions { BatchSize = batch, Threads = 1 });

    private static void Refused(string message, TemporaryFolder folder) =>
        Assert.Contains(
            message, Assert.Throws<ModelFormatException>(() => FeatureNetwork.Load(folder.Path)).Message, StringComparison.Ordinal);

    private static float[] Unit(ReadOnlySpan<float> values)
    {
        float norm = System.Numerics.Tensors.TensorPrimitives.Norm(values);
        return [.. values.ToArray().Select(v => v / norm)];
    }

    private static void Near(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 2e-5f);
    }
}
