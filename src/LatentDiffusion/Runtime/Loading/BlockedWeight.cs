namespace LatentDiffusion.Runtime;

/// <summary>
/// Weights of convolutions as kernels read them that take channels in blocks: for each block of channels out, block of channels in, row and
/// column as many rows of channels out as a block has channels in.
/// </summary>
internal static class BlockedWeight
{
    /// <summary>Writes blocks of channels out.</summary>
    /// <param name="weight">Values in the order of channels out, channels in, height, width.</param>
    /// <param name="shape">Those sizes; of the first, any number of blocks may be there.</param>
    /// <param name="block">Channels in a block, of which both numbers of channels are multiples.</param>
    /// <param name="destination">The same number of values in blocks.</param>
    public static void Write(ReadOnlySpan<float> weight, ReadOnlySpan<long> shape, int block, Span<float> destination)
    {
        int area = checked((int)(shape[2] * shape[3])), row = checked((int)shape[1] * area), length = block * row;
        for (; !weight.IsEmpty; weight = weight[length..], destination = destination[length..])
        {
            for (int i = 0; i < row; i++)
            {
                // The i-th value of each channel out is that of a channel in and a place in the kernel.
                var (channel, place) = (i / area, i % area);
                Span<float> to = destination.Slice(((channel / block * area + place) * block + channel % block) * block, block);
                for (int o = 0; o < to.Length; o++) to[o] = weight[o * row + i];
            }
        }
    }
}
