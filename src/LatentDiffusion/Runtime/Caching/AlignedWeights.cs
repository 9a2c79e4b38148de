using LatentDiffusion.Onnx;
using Microsoft.Win32.SafeHandles;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Moves weights in a file that ONNX Runtime has written to positions that its kernels can read. It writes tensors below 1 MB one after the
/// other, and maps the file; but kernels load what they have packed by instructions that need memory at multiples of their width
/// (AVX-512: 64 bytes), and end the process where it is not.
/// </summary>
/// <param name="model">Path of the graph.</param>
/// <param name="weights">Path of the file beside it.</param>
internal sealed class AlignedWeights(string model, string weights)
{
    private const int Alignment = 64, BufferLength = 1 << 20;

    private readonly byte[] _buffer = new byte[BufferLength];

    /// <summary>Moves what lies askew; where nothing does, the files stay as they are.</summary>
    /// <exception cref="IOException">What lies askew belongs to a graph in a condition or loop, or the disk is full.</exception>
    public void Ensure()
    {
        if (!File.Exists(weights)) return;
        ModelProto read = ModelProto.Parse(File.ReadAllBytes(model));
        if (InnerGraphs(read.Graph).SelectMany(graph => graph.Initializers).Any(IsAskew))
            throw new IOException($"{model}: weights of a graph in a condition or loop lie where kernels cannot read them");
        if (!read.Graph.Initializers.Any(IsAskew)) return;
        string moved = weights + ".moved";
        ModelProto result;
        using (SafeFileHandle source = File.OpenHandle(weights))
        using (FileStream target = new(moved, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferLength))
            result = read with
            {
                Graph = read.Graph with { Initializers = [.. read.Graph.Initializers.Select(t => Move(t, source, target))] },
            };
        File.Move(moved, weights, overwrite: true);
        File.WriteAllBytes(model, result.Serialize());
    }

    private static bool IsAskew(TensorProto tensor) => tensor.External is { } external && (external.Offset % Alignment != 0
        || external.Packed.Any(packed => packed.Parts.Any(part => part.Offset % Alignment != 0)));

    private static IEnumerable<GraphProto> InnerGraphs(GraphProto graph) => graph.Nodes.SelectMany(node => node.Attributes)
        .SelectMany(attribute => attribute.Graphs).SelectMany(inner => InnerGraphs(inner).Prepend(inner));

    private TensorProto Move(TensorProto tensor, SafeFileHandle source, FileStream target) => tensor.External is not { } external
        ? tensor
        : tensor with
        {
            External = external with
            {
                Offset = Copy(
                    source, external.Offset, external.Length ?? throw new IOException($"{model}: a weight has no length"), target),
                Packed = [.. external.Packed.Select(packed => packed with
                {
                    Parts = [.. packed.Parts.Select(part => part with { Offset = Copy(source, part.Offset, part.Length, target) })],
                })],
            },
        };

    private long Copy(SafeFileHandle source, long offset, long length, FileStream target)
    {
        long start = (target.Position + Alignment - 1) / Alignment * Alignment;
        target.Position = start;
        for (long done = 0; done < length;)
        {
            int read = RandomAccess.Read(source, _buffer.AsSpan(0, (int)Math.Min(BufferLength, length - done)), offset + done);
            if (read == 0) throw new EndOfStreamException($"{weights}: the file is cut off");
            target.Write(_buffer.AsSpan(0, read));
            done += read;
        }

        return start;
    }
}
