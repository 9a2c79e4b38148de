using System.Globalization;
using System.Text;

namespace LatentDiffusion.Fuzz;

/// <summary>Changes sound inputs a little: bytes, numbers, words of the format, parts of other inputs.</summary>
/// <param name="seeds">The inputs.</param>
/// <param name="words">The words.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> words)
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "18446744073709551615", "1e400", "-1e400",
        "1e308",
        "1e-320", "NaN", "Infinity", "-Infinity", "0.5", "65536", "100000000", "null", "true", "[]", "{}", "\"\"", "\"x\"", "[1,2]",
        "[[[1]]]", "{\"a\":1}", "\"\\ud800\"", "\"\\u0000\"",
    ];

    /// <summary>Input of a number: at first the seeds themselves, then mutations.</summary>
    public byte[] Make(Random random, long index)
    {
        if (index < seeds.Count) return seeds[(int)index];
        List<byte> input = [.. seeds[random.Next(seeds.Count)]];
        for (int changes = 1 + random.Next(random.Next(4) == 0 ? 20 : 3); changes > 0; changes--) Change(random, input);
        return [.. input.Count > MostBytes ? input[..MostBytes] : input];
    }

    private void Change(Random random, List<byte> input)
    {
        int at = Place(random, input), length = Math.Min(random.Next(1 << random.Next(1, 9)), input.Count - at);
        switch (random.Next(10))
        {
            case 0 when at < input.Count: input[at] = (byte)random.Next(256); break;
            case 1 when at < input.Count: input[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: input.RemoveRange(at, length); break;
            case 3: input.InsertRange(at, input.GetRange(at, length)); break;
            case 4 when words.Count > 0: input.InsertRange(at, words[random.Next(words.Count)]); break;
            case 5: Replace(input, at, random); break;
            case 6: input.RemoveRange(at, input.Count - at); break;
            case 7: Splice(random, input, at); break;
            case 8: SetInteger(random, input, at); break;
            default: input.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), length)); break;
        }
    }

    /// <summary>Mostly at the start, where headers are.</summary>
    private static int Place(Random random, List<byte> input) =>
        random.Next(2) == 0 ? random.Next(Math.Min(input.Count, 2000) + 1) : random.Next(input.Count + 1);

    /// <summary>Replaces the number or word at a place by another value of JSON.</summary>
    private static void Replace(List<byte> input, int at, Random random)
    {
        int start = at;
        while (start < input.Count && !char.IsAsciiDigit((char)input[start]) && input[start] != '"') start++;
        int end = start;
        if (end < input.Count && input[end] == '"')
        {
            end++;
            while (end < input.Count && input[end] != '"') end++;
            end = Math.Min(end + 1, input.Count);
        }
        else
        {
            while (end < input.Count && (char.IsAsciiLetterOrDigit((char)input[end]) || input[end] is (byte)'.' or (byte)'-')) end++;
        }

        input.RemoveRange(start, end - start);
        string value = random.Next(3) == 0
            ? random.NextInt64().ToString(CultureInfo.InvariantCulture) : Numbers[random.Next(Numbers.Length)];
        input.InsertRange(start, Encoding.UTF8.GetBytes(value));
    }

    private void Splice(Random random, List<byte> input, int at)
    {
        byte[] other = seeds[random.Next(seeds.Count)];
        int from = random.Next(other.Length + 1), length = Math.Min(random.Next(1 << random.Next(1, 13)), other.Length - from);
        input.InsertRange(at, other.AsSpan(from, length).ToArray());
    }

    /// <summary>Overwrites a binary number of up to 8 bytes.</summary>
    private static void SetInteger(Random random, List<byte> input, int at)
    {
        long[] values =
            [0, 1, -1, int.MaxValue, int.MinValue, long.MaxValue, long.MinValue, 1L << 32, random.NextInt64(), random.Next(1000)];
        byte[] bytes = BitConverter.GetBytes(values[random.Next(values.Length)]);
        if (random.Next(2) == 0) Array.Reverse(bytes);
        for (int k = 0; k < 1 << random.Next(4) && at + k < input.Count; k++) input[at + k] = bytes[k];
    }
}
