using System.Buffers.Binary;
using System.Text;

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

    public static byte[] Of(IEnumerable<FileTensor> tensors)
    {
        List<string> entries = [];
        List<byte> data = [];
        foreach (var (key, values, shape) in tensors)
        {
            int begin = data.Count;
            foreach (float value in values) data.AddRange(BitConverter.GetBytes(value));
            string name = System.Text.Json.JsonSerializer.Serialize(key), offsets = $"[{begin},{data.Count}]";
            entries.Add($$"""{{name}}:{"dtype":"F32","shape":[{{string.Join(',', shape)}}],"data_offsets":{{offsets}}}""");
        }

        byte[] file = File($"{{{string.Join(',', entries)}}}", data.Count);
        data.CopyTo(file, file.Length - data.Count);
        return file;
    }
}
