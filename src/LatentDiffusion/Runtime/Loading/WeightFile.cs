using LatentDiffusion.Onnx;

namespace LatentDiffusion.Runtime;

/// <summary>Weights that go into one file in float32, one behind the other.</summary>
internal sealed class WeightFile
{
    // Each weight begins with a page.
    private const int Alignment = 4096;

    private WeightFile(IReadOnlyList<StoredWeight> weights)
    {
        long[] offsets = new long[weights.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            offsets[i] = Length;
            Length += (BytesOf(weights[i]) + Alignment - 1) / Alignment * Alignment;
        }

        (Weights, Offsets) = (weights, offsets);
    }

    /// <summary>The weights.</summary>
    public IReadOnlyList<StoredWeight> Weights { get; }

    /// <summary>Offset of each in bytes.</summary>
    public IReadOnlyList<long> Offsets { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Divides weights among files of about the same length.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="count">At most so many files.</param>
    public static IReadOnlyList<WeightFile> Divide(IReadOnlyList<StoredWeight> weights, int count)
    {
        List<WeightFile> files = [];
        long rest = weights.Sum(BytesOf);
        for (int first = 0; first < weights.Count;)
        {
            int end = first;
            long length = 0;
            do length += BytesOf(weights[end++]);
            while (end < weights.Count && length < rest / (count - files.Count));
            files.Add(new WeightFile([.. weights.Skip(first).Take(end - first)]));
            (first, rest) = (end, rest - length);
        }

        return files;
    }

    /// <summary>How the model declares the weights.</summary>
    /// <param name="name">How it names the file.</param>
    public IEnumerable<TensorProto> Declare(string name) => Weights.Select((weight, i) =>
        new TensorProto(weight.Output, DataType.Float, weight.Shape) { External = new ExternalData(name, Offsets[i], BytesOf(weight)) });

    private static long BytesOf(StoredWeight weight) => weight.Tensor.Count * sizeof(float);
}
