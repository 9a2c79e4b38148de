using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>The reader against the safetensors library of Python, and each rule of the format by itself.</summary>
public sealed class SafetensorsFileTests
{

    public static TheoryData<string> Verdicts => [.. ReadVerdicts().Select(v => v["name"]!.GetValue<string>())];

    [Fact]
    public void Open_FileOfAllTypes_GivesWhatTheLibraryReads()
    {
        using var file = LatentDiffusion.Storage.SafetensorsFile.Open(ReferenceFiles.Path("safetensors", "types.safetensors"));
        JsonObject expected = JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("safetensors", "types.json")))!.AsObject();
        Assert.Equal(expected.Select(e => e.Key).Order(), file.Tensors.Keys.Order());
        foreach (var (key, node) in expected)
        {
            StoredTensor tensor = file.Tensors[key];
            Assert.Equal(node!["dtype"]!.GetValue<string>(), tensor.Type.Name);
            Assert.Equal(node["shape"]!.AsArray().Select(s => s!.GetValue<long>()), tensor.Shape);
            Assert.Equal(node["sha256"]!.GetValue<string>(), Convert.ToHexStringLower(SHA256.HashData(file.Bytes(tensor))));
        }

        Assert.Equal("\"quoted\"\n", file.Metadata["ö"]);
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Parse_Header_IsAcceptedWhereTheLibraryAcceptsIt(string name)
    {
        JsonNode verdict = ReadVerdicts().Single(v => v["name"]!.GetValue<string>() == name);
        byte[] bytes = Convert.FromBase64String(verdict["file"]!.GetValue<string>());
        if (verdict["accepted"] is not JsonObject accepted)
        {
            ModelFormatException e = Assert.Throws<ModelFormatException>(
                () => SafetensorsHeader.Parse("model.safetensors", bytes, bytes.Length));
            Assert.StartsWith("model.safetensors: ", e.Message, StringComparison.Ordinal);
            return;
        }

        var tensors = SafetensorsHeader.Parse("model.safetensors", bytes, bytes.Length).Tensors;
        Assert.Equal(
            accepted.Select(a => $"{a.Key} {a.Value![0]} {a.Value[1]!.ToJsonString()}").Order(),
            tensors.Values.Select(t => $"{t.Key} {t.Type.Name} [{string.Join(',', t.Shape)}]").Order());
    }

    [Theory]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""",
        1,
        "the key 'a' is there twice")]
    [InlineData(
        """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"\u0061":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""",
        1,
        "'a' is there twice")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "is there twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "'__metadata__' is there twice")]
    [InlineData("""{"__metadata__":{"a":{}}}""", 0, "'a' in '__metadata__' is not a text")]
    [InlineData(""" {}""", 0, "does not begin with '{'")]
    [InlineData("""{"w":{"dtype":"Q4","shape":[1],"data_offsets":[0,1]}}""", 1, "'w': its 'dtype' is 'Q4', which is not known")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""",
        4,
        "'w': F32[2] takes 8 bytes, but its 'data_offsets' hold 4")]
    [InlineData(
        """{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""",
        4,
        "'w': its 'shape' [4611686018427387904, 4] is too large")]
    [InlineData("""{"w":{"dtype":"U8","shape":[9223372036854775807],"data_offsets":[0,9223372036854775807]}}""", 4, "'shape'")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""", 3, "the tensors end at byte 62, but the file has 64")]
    public void Parse_BrokenRule_NamesFileKeyAndRule(string header, int data, string rule)
    {
        byte[] bytes = SafetensorsBytes.File(header, data);
        string message = Assert.Throws<ModelFormatException>(
            () => SafetensorsHeader.Parse("model.safetensors", bytes, bytes.Length)).Message;
        Assert.StartsWith("model.safetensors: ", message, StringComparison.Ordinal);
        Assert.Contains(rule, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "the file has 3 bytes")]
    [InlineData(new byte[] { 1, 0xE1, 0xF5, 5, 0, 0, 0, 0 }, "the header has 100000001 bytes; at most 100000000")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF }, "at most 100000000")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "the header has 9 bytes, but the file ends after 10")]
    [InlineData(new byte[0], "empty")]
    public void Open_FileThatCannotHoldItsHeader_IsRefused(byte[] content, string rule)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.safetensors"], content);
        string message = Assert.Throws<ModelFormatException>(
            () => LatentDiffusion.Storage.SafetensorsFile.Open(folder["model.safetensors"])).Message;
        Assert.Contains("model.safetensors", message, StringComparison.Ordinal);
        Assert.Contains(rule, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Link_IsFollowed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["blob"], SafetensorsBytes.Of(("w", [1, 2], [2])));
        File.CreateSymbolicLink(folder["model.safetensors"], folder["blob"]);
        using var file = LatentDiffusion.Storage.SafetensorsFile.Open(folder["model.safetensors"]);
        Assert.Equal(folder["blob"], file.Tensors["w"].File);
        Assert.Equal([1f, 2f], System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(file.Bytes(file.Tensors["w"])));
    }

    private static IEnumerable<JsonNode> ReadVerdicts() =>
        JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("safetensors", "verdicts.json")))!.AsArray()!;
}
