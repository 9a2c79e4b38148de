using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class OnnxFileTests
{
    private static readonly string Graph = ReferenceFiles.Path("tiny", "stable_diffusion", "unet", "model.onnx");

    [Fact]
    public void Read_WeightsBesideTheGraph_AreCountedAndLocated()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "model.onnx");
        File.WriteAllBytes(path, OnnxBytes.Model(OnnxBytes.Weights("w", dataType: 10, "weights.bin", offset: 4096, length: 48, 6, 4)));
        OnnxFile file = OnnxFile.Read(path);
        Assert.Equal(24, file.Parameters);
        Assert.Equal("float16", file.WeightType);
        Assert.Equal(4144, file.ExternalFiles["weights.bin"]);
    }

    [Fact]
    public void Read_InputThatIsAWeight_IsNotAnInput()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "model.onnx");
        byte[] input = [.. OnnxBytes.Field(11, OnnxBytes.Field(1, "w")), .. OnnxBytes.Field(11, OnnxBytes.Field(1, "x"))];
        byte[] weights = OnnxBytes.Weights("w", dataType: 1, "weights.bin", offset: 0, length: 4, 1);
        File.WriteAllBytes(path, OnnxBytes.Model([.. weights, .. input]));
        Assert.Equal("x", Assert.Single(OnnxFile.Read(path).Inputs).Name);
    }

    [Fact]
    public void Read_DamagedFile_IsReadOrRefusedWithItsPath()
    {
        byte[] sound = File.ReadAllBytes(Graph);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "model.onnx");
        Gen.Select(Gen.Int[0, sound.Length], Gen.Int[0, 2000], Gen.Byte).Sample(
            (length, position, value) =>
            {
                byte[] damaged = sound[..length];
                if (position < length) damaged[position] = value;
                File.WriteAllBytes(path, damaged);
                try
                {
                    OnnxFile.Read(path);
                }
                catch (ModelFormatException e)
                {
                    Assert.Contains(path, e.Message, StringComparison.Ordinal);
                }
            },
            threads: 1);
    }
}
