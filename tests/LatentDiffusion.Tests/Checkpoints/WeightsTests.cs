namespace LatentDiffusion.Tests;

/// <summary>Checkpoints in several files.</summary>
public sealed class WeightsTests
{
    [Fact]
    public void Open_Index_FindsEachTensorInItsFile()
    {
        using TemporaryFolder folder = Shards("""{"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""");
        Weights weights = Weights.Open(folder["model.safetensors.index.json"]);
        Assert.Equal(["a", "b"], weights.Tensors.Keys.Order());
        Assert.Equal(folder["2.safetensors"], weights.Tensors["b"].File);
    }

    [Theory]
    [InlineData("""{"weight_map":{"a":"../1.safetensors"}}""", "not the name of a .safetensors file beside the index")]
    [InlineData("""{"weight_map":{"a":"/1.safetensors"}}""", "not the name of a .safetensors file beside the index")]
    [InlineData("""{"weight_map":{"a":"C:\\1.safetensors"}}""", "not the name of a .safetensors file beside the index")]
    [InlineData("""{"weight_map":{"a":"1.bin"}}""", "not the name of a .safetensors file beside the index")]
    [InlineData("""{"weight_map":{"a":1}}""", "'a' is said to be in 1")]
    [InlineData("""{"weight_map":{"a":"3.safetensors"}}""", "3.safetensors: the file is missing")]
    [InlineData("""{"weight_map":{"b":"1.safetensors"}}""", "'b' should be in 1.safetensors, but is not there")]
    [InlineData("""{"weight_map":{"a":"1.safetensors","a":"1.safetensors"}}""", "the key 'a' is there twice")]
    [InlineData("""{"weight_map":[]}""", "an object 'weight_map'")]
    [InlineData("[]", "an object 'weight_map'")]
    [InlineData("{", "the file cannot be read: expected JSON")]
    public void Open_WrongIndex_IsRefused(string index, string rule)
    {
        using TemporaryFolder folder = Shards(index);
        string message = Assert.Throws<ModelFormatException>(() => Weights.Open(folder["model.safetensors.index.json"])).Message;
        Assert.Contains(rule, message, StringComparison.Ordinal);
    }

    private static TemporaryFolder Shards(string index)
    {
        TemporaryFolder folder = new(("model.safetensors.index.json", index));
        File.WriteAllBytes(folder["1.safetensors"], SafetensorsBytes.Of(("a", [1], [1])));
        File.WriteAllBytes(folder["2.safetensors"], SafetensorsBytes.Of(("b", [2], [1])));
        return folder;
    }
}
