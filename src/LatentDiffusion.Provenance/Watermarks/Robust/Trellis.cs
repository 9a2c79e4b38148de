using System.Numerics;
using System.Runtime.InteropServices;

namespace LatentDiffusion.Provenance;

/// <summary>
/// The steps of a Viterbi decoder. Every generator of the code begins and ends with a one, so that of the four branches between two states
/// and the two that they lead to, two give the same bits and two the opposite: one look-up does for four, and their correlations differ in
/// sign alone.
/// </summary>
internal sealed class Trellis
{
    private readonly int _half;
    private readonly ushort[] _patterns;
    private readonly float[] _even, _odd, _branch;
    private readonly int[] _evenBegins, _oddBegins;

    /// <summary>Makes the steps of a code.</summary>
    /// <param name="branches">Its output bits, for the newest bit of the input above those of the state.</param>
    public Trellis(ReadOnlySpan<ushort> branches)
    {
        _half = branches.Length / 4;
        (_even, _odd, _branch) = (new float[_half], new float[_half], new float[_half]);
        (_evenBegins, _oddBegins, _patterns) = (new int[_half], new int[_half], new ushort[_half]);
        for (int i = 0; i < _half; i++) _patterns[i] = branches[2 * i];
    }

    /// <summary>One step: of the two states that lead to each, keeps the better one.</summary>
    /// <param name="correlations">How well each pattern of output bits fits.</param>
    /// <param name="metrics">How well the best path to each state fits.</param>
    /// <param name="begins">Where that path began.</param>
    /// <param name="choices">For each state, -1 where it was reached from the odd one of its two, 0 from the even one.</param>
    public void Step(ReadOnlySpan<float> correlations, Span<float> metrics, Span<int> begins, Span<int> choices)
    {
        for (int i = 0; i < _half; i++)
        {
            (_even[i], _odd[i], _branch[i]) = (metrics[2 * i], metrics[2 * i + 1], correlations[_patterns[i]]);
            (_evenBegins[i], _oddBegins[i]) = (begins[2 * i], begins[2 * i + 1]);
        }

        ReadOnlySpan<Vector<float>> even = Vectors<float>(_even), odd = Vectors<float>(_odd), branch = Vectors<float>(_branch);
        for (int i = 0; i < even.Length; i++)
        {
            Choose(i, even[i] + branch[i], odd[i] - branch[i], metrics[.._half], begins[.._half], choices[.._half]);
            Choose(i, even[i] - branch[i], odd[i] + branch[i], metrics[_half..], begins[_half..], choices[_half..]);
        }
    }

    private void Choose(int i, Vector<float> even, Vector<float> odd, Span<float> metrics, Span<int> begins, Span<int> choices)
    {
        Vector<int> better = Vector.GreaterThan(odd, even);
        Vectors<float>(metrics)[i] = Vector.ConditionalSelect(better, odd, even);
        Vectors<int>(begins)[i] = Vector.ConditionalSelect(better, Vectors<int>(_oddBegins)[i], Vectors<int>(_evenBegins)[i]);
        Vectors<int>(choices)[i] = better;
    }

    private static Span<Vector<T>> Vectors<T>(Span<T> numbers) where T : struct => MemoryMarshal.Cast<T, Vector<T>>(numbers);
}
