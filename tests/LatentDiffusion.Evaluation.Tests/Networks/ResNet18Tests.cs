namespace LatentDiffusion.Evaluation.Tests;

public sealed class ResNet18Tests
{
    [Fact]
    public void Network_GivesFeaturesThatTellPicturesApart()
    {
        using FeatureNetwork network = ResNet18.Load();
        Assert.Equal(("resnet18", 512), (network.Name, network.Dimension));
        FeatureSet set = network.Extract([Sets.Blocks(1, 224, 224), Sets.Blocks(1, 200, 200), Sets.Blocks(2, 224, 224)]);
        double resized = Distance(set[0], set[1]), other = Distance(set[0], set[2]);
        Assert.True(resized < 0.5 * other, $"{resized} against {other}");
        Assert.True(File.Exists(Path.Combine(ResNet18.Directory, "LICENSE")));
    }

    private static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => System.Numerics.Tensors.TensorPrimitives.Distance(a, b);
}
