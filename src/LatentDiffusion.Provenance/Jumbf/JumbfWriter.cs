using System.Buffers.Binary;
using System.Text;

namespace LatentDiffusion.Provenance;

/// <summary>Makes boxes of a JUMBF tree (ISO 19566-5).</summary>
internal static class JumbfWriter
{
    private const byte RequestableWithLabel = 3;

    /// <summary>A superbox.</summary>
    /// <param name="type">Its type, see <see cref="JumbfType"/>.</param>
    /// <param name="label">Its label.</param>
    /// <param name="children">The boxes in it.</param>
    public static byte[] Superbox(string type, string label, params IReadOnlyList<ReadOnlyMemory<byte>> children)
    {
        byte[] name = Encoding.UTF8.GetBytes(label);
        byte[] description = Box(
            "jumd", [.. Encoding.ASCII.GetBytes(type), .. JumbfType.Ending, RequestableWithLabel, .. name, 0]);
        return Box("jumb", [description, .. children]);
    }

    /// <summary>A box with content.</summary>
    public static byte[] Box(string kind, byte[] content) => Box(kind, [(ReadOnlyMemory<byte>)content]);

    private static byte[] Box(string kind, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        byte[] box = new byte[8 + parts.Sum(p => p.Length)];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        Encoding.ASCII.GetBytes(kind, box.AsSpan(4));
        int place = 8;
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            part.Span.CopyTo(box.AsSpan(place));
            place += part.Length;
        }

        return box;
    }
}
