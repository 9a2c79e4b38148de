using System.Runtime.InteropServices;
using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class ModelFileTests
{
    private static readonly string Graph = ReferenceFiles.Path("tiny", "stable_diffusion", "unet", "model.onnx");

    [Fact]
    public void Open_WeightsBesideTheGraph_AreCountedAndLocated()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(
            folder["model.onnx"], OnnxBytes.Model(OnnxBytes.Weights("w", dataType: 10, "weights.bin", offset: 4096, length: 48, 6, 4)));
        using ModelFile file = ModelFile.Open(folder["model.onnx"]);
        StoredTensor tensor = file.Locate(Assert.Single(file.Model.Graph.Initializers))!;
        Assert.Equal("F16[6, 4]", tensor.ToString());
        Assert.Equal((4096, 48), (tensor.Offset, tensor.Length));
        Assert.EndsWith("weights.bin", tensor.File, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false)] // as old exporters write weights
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Locate_ListOfFloats_IsInTheFileWhereItIsOnePackedList(bool packed, bool inTwo)
    {
        float[] values = [1, -2.5f, float.Epsilon, float.NaN];
        ProtobufWriter tensor = new();
        tensor.Number(1, 2).Number(1, 2).Number(2, 1).Text(8, "w");
        foreach (float[] part in inTwo ? values.Chunk(3) : [values])
        {
            if (packed) tensor.Bytes(4, MemoryMarshal.AsBytes(part.AsSpan()));
            else foreach (float value in part) tensor.Real(4, value);
        }

        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.onnx"], OnnxBytes.Model(OnnxBytes.Field(5, tensor.Written.ToArray())));
        using ModelFile file = ModelFile.Open(folder["model.onnx"]);
        TensorProto read = Assert.Single(file.Model.Graph.Initializers);
        StoredTensor? stored = file.Locate(read);
        Assert.Equal(packed && !inTwo, stored is not null);
        if (stored is null) Assert.Equal(tensor.Written.Length, read.Write().Written.Length); // nothing is lost
        else
            Assert.Equal(
                MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
                File.ReadAllBytes(stored.File).AsSpan((int)stored.Offset, (int)stored.Length).ToArray());
    }

    [Fact]
    public void Of_InputThatIsAWeight_IsNotAnInput()
    {
        byte[] input = [.. OnnxBytes.Field(11, OnnxBytes.Field(1, "w")), .. OnnxBytes.Field(11, OnnxBytes.Field(1, "x"))];
        byte[] weights = OnnxBytes.Weights("w", dataType: 1, "weights.bin", offset: 0, length: 4, 1);
        ModelProto model = ModelProto.Parse(OnnxBytes.Model([.. weights, .. input]));
        Assert.Equal("x", Assert.Single(GraphInspection.Of("g", "g", model, bytes: 0).Inputs).Name);
    }

    [Fact]
    public void Open_DamagedFile_IsReadOrRefusedWithItsPath()
    {
        byte[] sound = File.ReadAllBytes(Graph);
        using TemporaryFolder folder = new();
        string path = folder["model.onnx"];
        Gen.Select(Gen.Int[0, sound.Length], Gen.Int[0, 2000], Gen.Byte).Sample(
            (length, position, value) =>
            {
                byte[] damaged = sound[..length];
                if (position < length) damaged[position] = value;
                File.WriteAllBytes(path, damaged);
                try
                {
                    using ModelFile file = ModelFile.Open(path);
                    file.RequireSelfContained();
                    foreach (TensorProto tensor in file.Model.Graph.Initializers) file.Locate(tensor);
                }
                catch (ModelFormatException e)
                {
                    Assert.Contains(path, e.Message, StringComparison.Ordinal);
                }
            },
            threads: 1);
    }

    [Theory]
    [InlineData("../secret.bin")]
    [InlineData("a/../../secret.bin")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\secret.bin")]
    [InlineData("")]
    public void Locate_WeightsOutsideOfTheFolder_AreRefused(string location)
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["model"]);
        string path = Path.Combine(folder["model"], "model.onnx");
        File.WriteAllBytes(folder["secret.bin"], new byte[16]);
        File.WriteAllBytes(path, OnnxBytes.Model(OnnxBytes.Weights("w", dataType: 1, location, offset: 0, length: 16, 4)));
        using ModelFile file = ModelFile.Open(path);
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => file.Locate(file.Model.Graph.Initializers[0]));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Locate_LinkThatLeadsOutOfTheFolder_IsRefused_ButNotThatOfAHub()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["model", "blobs"]) Directory.CreateDirectory(folder[name]);
        string path = Path.Combine(folder["model"], "model.onnx"), weights = Path.Combine(folder["model"], "weights.bin");
        byte[] model = OnnxBytes.Model(OnnxBytes.Weights("w", dataType: 1, "weights.bin", offset: 0, length: 16, 4));
        File.WriteAllBytes(Path.Combine(folder["blobs"], "1"), model);
        File.WriteAllBytes(Path.Combine(folder["blobs"], "2"), new byte[16]);
        File.CreateSymbolicLink(weights, Path.Combine(folder["blobs"], "2"));

        File.WriteAllBytes(path, model);
        using (ModelFile file = ModelFile.Open(path))
            Assert.Throws<ModelFormatException>(() => file.Locate(file.Model.Graph.Initializers[0]));

        File.Delete(path);
        File.CreateSymbolicLink(path, Path.Combine(folder["blobs"], "1"));
        using ModelFile hub = ModelFile.Open(path);
        Assert.Equal(RealPath.Of(weights), hub.Locate(hub.Model.Graph.Initializers[0])!.File);
    }

    [Fact]
    public void Parse_RawDataAndAFileElsewhere_IsTheRawDataWhereTheLocationSaysNothing()
    {
        ProtobufWriter tensor = new ProtobufWriter().Number(1, 1).Number(2, 1).Text(8, "w").Bytes(9, [0, 0, 128, 63])
            .Message(13, new ProtobufWriter().Text(1, "location").Text(2, "/etc/hostname"));
        TensorProto parsed = TensorProto.Parse(tensor.Written.ToArray());
        Assert.Null(parsed.External);
        Assert.Equal(4, parsed.RawData!.Value.Length);
    }

    [Fact]
    public void RequireSelfContained_TensorOfANodeInAnotherFile_IsRefused()
    {
        using TemporaryFolder folder = new();
        TensorProto outside = new("t", DataType.Float, [4]) { External = new ExternalData("weights.bin", 0, 16) };
        NodeProto constant = new("Constant", [], ["c"], AttributeProto.Of("value", outside));
        GraphProto inner = new() { Nodes = [constant] };
        ProtobufWriter branch = new ProtobufWriter().Text(1, "then_branch").Message(6, inner.Write()).Number(20, 5);
        NodeProto condition = new("If", ["x"], ["y"], AttributeProto.Parse(branch.Written.ToArray()));
        foreach (NodeProto node in (NodeProto[])[constant, condition])
        {
            File.WriteAllBytes(folder["model.onnx"], OnnxBytes.Model(new GraphProto { Nodes = [node] }).Serialize());
            using ModelFile file = ModelFile.Open(folder["model.onnx"]);
            Assert.Throws<ModelFormatException>(file.RequireSelfContained);
        }
    }
}
