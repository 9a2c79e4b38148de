using System.Buffers.Binary;
using System.Text;

namespace LatentDiffusion.Provenance;

/// <summary>A box of a JUMBF tree: a superbox with a label and boxes in it, or content.</summary>
internal sealed class JumbfBox
{
    /// <summary>Code for a store that cannot be read.</summary>
    public const string Damaged = "claim.malformed";

    private const int MaxDepth = 8, MaxBoxes = 20_000, HeaderLength = 8, TypeLength = 16;
    private const byte Requestable = 1, HasLabel = 2, HasNumber = 4, HasHash = 8, HasPrivate = 16;

    private JumbfBox(string kind, ReadOnlyMemory<byte> whole, ReadOnlyMemory<byte> payload) =>
        (Kind, Whole, Payload) = (kind, whole, payload);

    /// <summary>The four letters of the box: <c>jumb</c> for a superbox.</summary>
    public string Kind { get; }

    /// <summary>All bytes, with the header.</summary>
    public ReadOnlyMemory<byte> Whole { get; }

    /// <summary>The bytes after the header, which hashed URIs are hashes of.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Of a superbox: its type, see <see cref="JumbfType"/>; empty for another.</summary>
    public string Type { get; private set; } = "";

    /// <summary>Of a superbox: its label.</summary>
    public string Label { get; private set; } = "";

    /// <summary>Of a superbox: what is in it, without its description.</summary>
    public IReadOnlyList<JumbfBox> Children { get; private set; } = [];

    /// <summary>Parses a superbox that takes all of the data.</summary>
    /// <exception cref="DamagedMarkException">It is damaged, or has more boxes than are read.</exception>
    public static JumbfBox Parse(ReadOnlyMemory<byte> data)
    {
        int count = 0;
        IReadOnlyList<JumbfBox> boxes = ParseAll(data, 0, ref count);
        return boxes is [{ Kind: "jumb" } single] ? single : throw new DamagedMarkException(Damaged, "One superbox was expected.");
    }

    /// <summary>The superbox of a label in this one, or null.</summary>
    public JumbfBox? Find(string label) => Children.FirstOrDefault(c => c.Kind == "jumb" && c.Label == label);

    /// <summary>The content of the first box of a kind in this one, or null.</summary>
    public ReadOnlyMemory<byte>? Content(string kind) => Children.FirstOrDefault(c => c.Kind == kind)?.Payload;

    private static List<JumbfBox> ParseAll(ReadOnlyMemory<byte> data, int depth, ref int count)
    {
        if (depth > MaxDepth) throw new DamagedMarkException(Damaged, $"Boxes are nested more than {MaxDepth} deep.");
        List<JumbfBox> boxes = [];
        while (!data.IsEmpty)
        {
            if (++count > MaxBoxes) throw new DamagedMarkException(Damaged, $"There are more than {MaxBoxes} boxes.");
            if (data.Length < HeaderLength) throw new DamagedMarkException(Damaged, "A box is cut off.");
            uint length = BinaryPrimitives.ReadUInt32BigEndian(data.Span);
            if (length < HeaderLength || length > data.Length)
                throw new DamagedMarkException(Damaged, $"A box has a length of {length}, where there are {data.Length} bytes.");
            JumbfBox box = new(
                Encoding.ASCII.GetString(data.Span[4..8]), data[..(int)length], data[HeaderLength..(int)length]);
            if (box.Kind == "jumb") box.ParseSuperbox(depth, ref count);
            boxes.Add(box);
            data = data[(int)length..];
        }

        return boxes;
    }

    private void ParseSuperbox(int depth, ref int count)
    {
        List<JumbfBox> children = ParseAll(Payload, depth + 1, ref count);
        if (children is not [{ Kind: "jumd" } description, ..]) throw new DamagedMarkException(Damaged, "A superbox has no description.");
        ReadOnlySpan<byte> body = description.Payload.Span;
        if (body.Length < TypeLength + 1) throw new DamagedMarkException(Damaged, "A description is cut off.");
        if (body[4..TypeLength].SequenceEqual(JumbfType.Ending)) Type = Encoding.ASCII.GetString(body[..4]);
        byte toggles = body[TypeLength];
        body = body[(TypeLength + 1)..];
        if ((toggles & HasLabel) != 0)
        {
            int end = body.IndexOf((byte)0);
            if (end < 0) throw new DamagedMarkException(Damaged, "A label has no end.");
            Label = Encoding.UTF8.GetString(body[..end]);
            body = body[(end + 1)..];
        }

        // Strict, since no hash is of the descriptions of manifests, claims and signatures.
        int rest = ((toggles & HasNumber) != 0 ? 4 : 0) + ((toggles & HasHash) != 0 ? 32 : 0);
        bool fits = (toggles & HasPrivate) != 0 ? body.Length > rest : body.Length == rest;
        if (!fits || (toggles & Requestable) == 0 || toggles >= 2 * HasPrivate)
            throw new DamagedMarkException(Damaged, "A description is not what its flags say.");
        Children = children[1..];
    }
}
