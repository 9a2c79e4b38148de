using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>Bytes of small <c>.safetensors</c> files.</summary>
internal static class SafetensorsBytes
{
    /// <summary>A file of a header and as many bytes of data.</summary>
    public static byte[] File(string header, int data = 0) => File(Encoding.UTF8.GetBytes(header), data);

    public static byte[] File(byte[] header, int data = 0)
    {
        byte[] file = new byte[sizeof(ulong) + header.Length + data];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        header.CopyTo(file, sizeof(ulong));
        return file;
    }

    /// <summary>A file of float32 tensors.</summary>
    public static byte[] Of(params IEnumerable<(string Key, float[] Values, int[] Shape)> tensors) =>
        Of(tensors.Select(t => new FileTensor(t.Key, t.Values, t.Shape)));

    public static byte[] Of(IEnumerable<FileTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Raw(tensors.Select(t => new RawTensor(t.Key, "F32", t.Shape, MemoryMarshal.AsBytes<float>(t.Values).ToArray())), metadata);

    /// <summary>A file of tensors of any type.</summary>
    public static byte[] Raw(IEnumerable<RawTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        List<string> entries = metadata is null ? [] : [$"\"__metadata__\":{JsonSerializer.Serialize(metadata)}"];
        List<byte> data = [];
        foreach (var (key, type, shape, bytes) in tensors)
        {
            int begin = data.Count;
            data.AddRange(bytes);
            string name = JsonSerializer.Serialize(key), offsets = $"[{begin},{data.Count}]";
            entries.Add($$"""{{name}}:{"dtype":"{{type}}","shape":[{{string.Join(',', shape)}}],"data_offsets":{{offsets}}}""");
        }

        byte[] file = File($"{{{string.Join(',', entries)}}}", data.Count);
        data.CopyTo(file, file.Length - data.Count);
        return file;
    }
}
