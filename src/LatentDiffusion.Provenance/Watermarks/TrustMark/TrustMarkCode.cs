namespace LatentDiffusion.Provenance;

/// <summary>
/// The data layer of TrustMark (github.com/adobe/trustmark): payload, check bits and the number of the schema, 100 bits in all. The payload
/// is filled up with zeros to whole bytes before check bits are taken, and the zeros are not sent.
/// </summary>
internal static class TrustMarkCode
{
    /// <summary>Bits of a watermark.</summary>
    public const int Length = 100;

    private const int CodeLength = 96;

    /// <summary>The Rust library fills the 40 bits of BCH_SUPER up by a byte that the Python and the JavaScript one leave out.</summary>
    private const int RustFill = 8;

    private static readonly BinaryBch[] Codes = [new(8), new(5), new(4), new(3)];

    /// <summary>Bits of a schema's payload.</summary>
    public static int Capacity(TrustMarkSchema schema) => CodeLength - Codes[(int)schema].CheckBits;

    /// <summary>Puts a watermark together.</summary>
    /// <param name="payload">The payload's bits, as many as the schema holds.</param>
    /// <param name="schema">The schema.</param>
    public static bool[] Encode(ReadOnlySpan<bool> payload, TrustMarkSchema schema)
    {
        bool[] filled = new bool[(payload.Length + 7) / 8 * 8];
        payload.CopyTo(filled);
        bool[] bits = [.. payload, .. Codes[(int)schema].Encode(filled), false, false, false, false];
        for (int i = 0; i < 4; i++) bits[CodeLength + i] = ((int)schema >> (3 - i) & 1) != 0;
        return bits;
    }

    /// <summary>Takes a watermark apart, as Adobe's decoders do: by the schema that it names, else by any other.</summary>
    /// <param name="bits">100 bits.</param>
    /// <param name="schema">The only schema that counts, or null for any.</param>
    /// <returns>The payload's bits and the schema, or null where no schema corrects them.</returns>
    public static (bool[] Payload, TrustMarkSchema Schema)? Decode(ReadOnlySpan<bool> bits, TrustMarkSchema? schema)
    {
        int named = 0;
        foreach (bool bit in bits[CodeLength..]) named = named << 1 | (bit ? 1 : 0);
        int first = schema is { } wanted ? (int)wanted : named;
        for (int i = 0; i < (schema is null ? 1 + Codes.Length : 1); i++)
        {
            int candidate = i == 0 ? first : Codes.Length - i;
            if (candidate < Codes.Length && Decode(bits, candidate) is { } payload) return (payload, (TrustMarkSchema)candidate);
        }

        return null;
    }

    /// <summary>The chance that even random bits decode.</summary>
    public static double ChanceOfRandomBits(TrustMarkSchema? schema)
    {
        if (schema is null) return Math.Min(1, Enum.GetValues<TrustMarkSchema>().Sum(each => ChanceOfRandomBits(each)));
        (double ball, double ways) = (0, 1);
        int checkBits = Codes[(int)schema].CheckBits, errors = checkBits / 7;
        for (int i = 0; i <= errors; ways = ways * (CodeLength - i) / (i + 1), i++) ball += ways;
        return ball / Math.Pow(2, checkBits) * (schema == TrustMarkSchema.BchSuper ? 2 : 1);
    }

    private static bool[]? Decode(ReadOnlySpan<bool> bits, int schema)
    {
        int capacity = Capacity((TrustMarkSchema)schema), fill = (8 - capacity % 8) % 8;
        bool[]? payload = Decode(bits, schema, capacity, fill);
        return payload is null && fill == 0 ? Decode(bits, schema, capacity, RustFill) : payload;
    }

    private static bool[]? Decode(ReadOnlySpan<bool> bits, int schema, int capacity, int fill)
    {
        bool[] word = [.. bits[..capacity], .. new bool[fill], .. bits[capacity..CodeLength]];
        if (Codes[schema].Correct(word) is null || word.AsSpan(capacity, fill).Contains(true)) return null;
        return word[..capacity];
    }
}
