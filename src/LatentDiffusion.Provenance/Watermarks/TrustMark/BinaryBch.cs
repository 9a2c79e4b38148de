namespace LatentDiffusion.Provenance;

/// <summary>
/// A shortened binary BCH code over GF(2^7) with the primitive polynomial x^7 + x^3 + 1, systematic, the first bit of the message being the
/// highest power: what Linux's lib/bch.c and so TrustMark use. Decoding: syndromes, Berlekamp and Massey's algorithm, Chien's search.
/// </summary>
internal sealed class BinaryBch
{
    private const int Order = 7, Polynomial = 137, N = (1 << Order) - 1;

    private static readonly byte[] Powers = MakePowers();
    private static readonly byte[] Logarithms = MakeLogarithms();

    private readonly int _errors;
    private readonly bool[] _generator;

    /// <summary>Makes the code that corrects a number of errors.</summary>
    /// <param name="errors">From 1 to 8.</param>
    public BinaryBch(int errors)
    {
        _errors = errors;

        // The product of x - a^i over all conjugates of a, a^3, ..., a^(2t-1); its coefficients are 0 or 1.
        var roots = new HashSet<int>();
        for (int i = 1; i < 2 * errors; i += 2)
            for (int j = 0, power = i; j < Order; j++, power = 2 * power % N) roots.Add(power);
        byte[] product = new byte[roots.Count + 1];
        product[0] = 1;
        int degree = 0;
        foreach (int root in roots)
        {
            degree++;
            for (int k = degree; k > 0; k--) product[k] = (byte)(product[k - 1] ^ Multiply(product[k], Powers[root]));
            product[0] = Multiply(product[0], Powers[root]);
        }

        _generator = [.. product.Select(coefficient => coefficient != 0)];
    }

    /// <summary>Bits that are added to a message.</summary>
    public int CheckBits => _generator.Length - 1;

    /// <summary>The check bits of a message: the remainder of its polynomial times x^CheckBits by the generator.</summary>
    public bool[] Encode(ReadOnlySpan<bool> message)
    {
        bool[] remainder = new bool[CheckBits];
        foreach (bool bit in message)
        {
            bool carry = bit ^ remainder[0];
            remainder.AsSpan(1).CopyTo(remainder);
            remainder[^1] = false;
            if (!carry) continue;
            for (int i = 0; i < remainder.Length; i++) remainder[i] ^= _generator[CheckBits - 1 - i];
        }

        return remainder;
    }

    /// <summary>Corrects a word in place.</summary>
    /// <param name="word">Message and check bits.</param>
    /// <returns>The number of errors, or null where there are more than the code corrects; the word is as it was then.</returns>
    public int? Correct(Span<bool> word)
    {
        byte[] syndromes = new byte[2 * _errors];
        for (int i = 0; i < word.Length; i++)
            for (int j = 0; word[i] && j < syndromes.Length; j++) syndromes[j] ^= Powers[(word.Length - 1 - i) * (j + 1) % N];
        if (!syndromes.AsSpan().ContainsAnyExcept((byte)0)) return 0;
        byte[] locator = Locator(syndromes, out int degree);
        if (degree > _errors) return null;
        var wrong = new List<int>();
        for (int i = 0; i < word.Length; i++)
        {
            byte sum = 0;
            for (int k = 0; k <= degree; k++)
                if (locator[k] != 0) sum ^= Powers[(Logarithms[locator[k]] + k * (N - (word.Length - 1 - i))) % N];
            if (sum == 0) wrong.Add(i);
        }

        if (wrong.Count != degree) return null;
        foreach (int i in wrong) word[i] = !word[i];
        return degree;
    }

    /// <summary>The polynomial whose roots are the inverses of the errors' places, by Berlekamp and Massey.</summary>
    private static byte[] Locator(byte[] syndromes, out int degree)
    {
        byte[] current = new byte[syndromes.Length + 1], previous = new byte[syndromes.Length + 1];
        (current[0], previous[0], degree) = (1, 1, 0);
        (int shift, byte last) = (1, 1);
        for (int n = 0; n < syndromes.Length; n++, shift++)
        {
            byte discrepancy = syndromes[n];
            for (int i = 1; i <= degree; i++) discrepancy ^= Multiply(current[i], syndromes[n - i]);
            if (discrepancy == 0) continue;
            byte[] before = (byte[])current.Clone();
            byte factor = Multiply(discrepancy, Powers[(N - Logarithms[last]) % N]);
            for (int i = 0; i + shift < current.Length; i++) current[i + shift] ^= Multiply(factor, previous[i]);
            if (2 * degree > n) continue;
            (degree, previous, last, shift) = (n + 1 - degree, before, discrepancy, 0);
        }

        return current;
    }

    private static byte Multiply(byte a, byte b) => a == 0 || b == 0 ? (byte)0 : Powers[(Logarithms[a] + Logarithms[b]) % N];

    private static byte[] MakePowers()
    {
        byte[] powers = new byte[N];
        for (int i = 0, value = 1; i < N; i++, value <<= 1)
        {
            if (value > N) value ^= Polynomial;
            powers[i] = (byte)value;
        }

        return powers;
    }

    private static byte[] MakeLogarithms()
    {
        byte[] logarithms = new byte[N + 1];
        for (int i = 0; i < N; i++) logarithms[Powers[i]] = (byte)i;
        return logarithms;
    }
}
