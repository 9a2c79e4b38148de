using System.Numerics;

namespace LatentDiffusion.Provenance;

/// <summary>
/// The error-correcting code of a <see cref="Watermark"/>: a tail-biting convolutional code of rate 1/9 with 1024 states, so that 48 bits
/// become 432, decoded from soft values by the wrap-around Viterbi algorithm (Shao, Lin and Fossorier, IEEE Transactions on Communications
/// 51(8), 2003).
/// </summary>
internal static class TailBitingCode
{
    /// <summary>Bits of a payload.</summary>
    public const int PayloadBits = 48;

    /// <summary>Bits of the code for each bit of the payload.</summary>
    public const int Outputs = 9;

    /// <summary>Bits of a word.</summary>
    public const int Length = PayloadBits * Outputs;

    private const int Memory = 10, States = 1 << Memory;

    /// <summary>Rounds of the decoder around the circle; it rarely needs more than two.</summary>
    private const int Rounds = 3;

    /// <summary>Generators, the newest bit highest; free distance 64, the best of 6,000 random sets.</summary>
    private static readonly ushort[] Generators = [0x4BB, 0x557, 0x579, 0x59D, 0x64D, 0x74F, 0x76F, 0x7AD, 0x7C3];

    /// <summary>The nine output bits for each state and input: index is the newest bit above the ten before it.</summary>
    private static readonly ushort[] Branches = MakeBranches();

    /// <summary>Encodes a payload.</summary>
    /// <param name="payload">48 bits, the first in the highest.</param>
    /// <param name="word">The word, <see cref="Length"/> bits.</param>
    public static void Encode(ulong payload, Span<bool> word)
    {
        int register = 0;
        for (int i = PayloadBits - Memory; i < PayloadBits; i++) register = Shift(register, Bit(payload, i)) >> 1;
        for (int i = 0; i < PayloadBits; i++)
        {
            int full = Shift(register, Bit(payload, i));
            for (int j = 0; j < Outputs; j++) word[i * Outputs + j] = (Branches[full] >> j & 1) != 0;
            register = full >> 1;
        }
    }

    /// <summary>Finds the most likely payload.</summary>
    /// <param name="soft">A value for each bit of the word, positive for 0.</param>
    /// <returns>48 bits, the first in the highest.</returns>
    public static ulong Decode(ReadOnlySpan<float> soft)
    {
        float[] metrics = new float[States], start = new float[States], patterns = new float[PayloadBits << Outputs];
        for (int i = 0; i < PayloadBits; i++)
            Correlate(soft.Slice(i * Outputs, Outputs), patterns.AsSpan(i << Outputs, 1 << Outputs));
        var trellis = new Trellis(Branches);
        int[] choices = new int[PayloadBits * States], begins = new int[States];
        (float bestMetric, ulong best) = (float.NegativeInfinity, 0);
        for (int round = 0; round < Rounds; round++)
        {
            metrics.CopyTo(start, 0);
            for (int s = 0; s < States; s++) begins[s] = s;
            for (int i = 0; i < PayloadBits; i++)
                trellis.Step(patterns.AsSpan(i << Outputs, 1 << Outputs), metrics, begins, choices.AsSpan(i * States, States));
            int top = 0;
            for (int s = 1; s < States; s++) if (metrics[s] > metrics[top]) top = s;
            bool closed = false;
            for (int end = 0; end < States; end++)
            {
                if (begins[end] != end || metrics[end] - start[end] <= bestMetric) continue;
                (bestMetric, best, closed) = (metrics[end] - start[end], Trace(choices, end), closed || end == top);
            }

            // A path that closes and is the best of all paths is the most likely word.
            if (closed) break;
            float highest = metrics[top];
            for (int s = 0; s < States; s++) metrics[s] -= highest;
        }

        return best;
    }

    private static ulong Trace(ReadOnlySpan<int> choices, int end)
    {
        (ulong payload, int state) = (0, end);
        for (int i = PayloadBits - 1; i >= 0; i--)
        {
            payload |= (ulong)(state >> (Memory - 1)) << (PayloadBits - 1 - i);
            state = state << 1 & (States - 1) | choices[i * States + state] & 1;
        }

        return payload;
    }

    /// <summary>Correlation of soft values with each pattern of bits, by doubling.</summary>
    private static void Correlate(ReadOnlySpan<float> soft, Span<float> patterns)
    {
        patterns[0] = 0;
        for (int j = 0; j < soft.Length; j++)
        {
            for (int p = 0; p < 1 << j; p++)
            {
                float value = patterns[p];
                (patterns[p], patterns[p | 1 << j]) = (value + soft[j], value - soft[j]);
            }
        }
    }

    private static ushort[] MakeBranches()
    {
        ushort[] branches = new ushort[2 * States];
        for (int i = 0; i < branches.Length; i++)
            for (int j = 0; j < Outputs; j++) branches[i] |= (ushort)((BitOperations.PopCount((uint)(i & Generators[j])) & 1) << j);
        return branches;
    }

    private static int Shift(int register, int bit) => register | bit << Memory;

    private static int Bit(ulong payload, int i) => (int)(payload >> (PayloadBits - 1 - i)) & 1;
}
