namespace LatentDiffusion.Provenance;

/// <summary>
/// What a key makes of the chips of a tile: a random sign for each, which of them are pilots, and which bit of the code each other one
/// carries. Chip c * 256 + p is coefficient c of block p of the tile, blocks counted row after row.
/// </summary>
internal sealed class ChipPattern
{
    /// <summary>Stands for a pilot in <see cref="CodeBits"/>.</summary>
    public const int Pilot = -1;

    /// <summary>Draws the pattern from a key's stream.</summary>
    public ChipPattern(WatermarkKey key)
    {
        byte[] stream = new byte[MarkLayout.Chips / 8 + 4 * MarkLayout.Chips];
        key.Fill(stream);
        for (int i = 0; i < Signs.Length; i++) Signs[i] = (stream[i / 8] >> i % 8 & 1) == 0 ? 1 : -1;

        int[] order = new int[MarkLayout.TileArea];
        int data = MarkLayout.TileArea - MarkLayout.PilotsPerCoefficient;
        for (int c = 0; c < MarkLayout.Coefficients; c++)
        {
            Shuffle(order, stream.AsSpan(MarkLayout.Chips / 8 + 4 * c * MarkLayout.TileArea));
            for (int i = 0; i < order.Length; i++)
                CodeBits[c * MarkLayout.TileArea + order[i]] = i < data ? (c * data + i) % TailBitingCode.Length : Pilot;
            order.AsSpan(data).CopyTo(Pilots.AsSpan(c * MarkLayout.PilotsPerCoefficient));
        }
    }

    /// <summary>+1 or -1 for each chip.</summary>
    public float[] Signs { get; } = new float[MarkLayout.Chips];

    /// <summary>The bit of the code that a chip carries, or <see cref="Pilot"/>. Two coefficients carry the whole code once.</summary>
    public int[] CodeBits { get; } = new int[MarkLayout.Chips];

    /// <summary>Blocks of the pilots, 40 for each coefficient.</summary>
    public int[] Pilots { get; } = new int[MarkLayout.Coefficients * MarkLayout.PilotsPerCoefficient];

    /// <summary>The signs that stand for a word of the code.</summary>
    /// <param name="word">Its bits, <see cref="TailBitingCode.Length"/> of them.</param>
    /// <param name="destination">+1 or -1 for each chip.</param>
    public void Modulate(ReadOnlySpan<bool> word, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = CodeBits[i] != Pilot && word[CodeBits[i]] ? -Signs[i] : Signs[i];
    }

    /// <summary>Gathers the soft values of the code's bits.</summary>
    /// <param name="soft">Soft values of the chips.</param>
    /// <param name="coefficients">How many coefficients count, from the first.</param>
    /// <param name="destination">A sum for each bit, positive for 0.</param>
    public void Demodulate(ReadOnlySpan<float> soft, int coefficients, Span<float> destination)
    {
        destination.Clear();
        for (int i = 0; i < coefficients * MarkLayout.TileArea; i++)
            if (CodeBits[i] != Pilot) destination[CodeBits[i]] += Signs[i] * soft[i];
    }

    /// <summary>Chips of two coefficients that carry the same bit.</summary>
    /// <param name="first">The first coefficient.</param>
    /// <param name="second">The second coefficient.</param>
    /// <returns>The blocks of both, and whether their signs are alike (1) or not (-1).</returns>
    public IEnumerable<(int First, int Second, float Sign)> Pairs(int first, int second)
    {
        Dictionary<int, int> carriers = [];
        for (int block = 0; block < MarkLayout.TileArea; block++) carriers[CodeBits[second * MarkLayout.TileArea + block]] = block;
        for (int block = 0; block < MarkLayout.TileArea; block++)
        {
            int bit = CodeBits[first * MarkLayout.TileArea + block];
            if (bit == Pilot || !carriers.TryGetValue(bit, out int other)) continue;
            yield return (block, other, Signs[first * MarkLayout.TileArea + block] * Signs[second * MarkLayout.TileArea + other]);
        }
    }

    private static void Shuffle(int[] order, ReadOnlySpan<byte> stream)
    {
        for (int i = 0; i < order.Length; i++) order[i] = i;
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = (int)((System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(stream[(4 * i)..]) * (ulong)(i + 1)) >> 32);
            (order[i], order[j]) = (order[j], order[i]);
        }
    }
}
