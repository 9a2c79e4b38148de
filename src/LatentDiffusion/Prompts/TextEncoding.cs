using LatentDiffusion.Errors;

namespace LatentDiffusion.Prompts;

/// <summary>An encoded prompt.</summary>
/// <param name="States">Hidden states, row-major.</param>
/// <param name="Shape">[tokens, hidden size].</param>
/// <param name="Pooled">Pooled state, or empty.</param>
/// <param name="Tokens">How many of the tokens are not padding.</param>
/// <param name="Dropped">The end of the prompt that did not fit, or null.</param>
internal sealed record TextEncoding(float[] States, long[] Shape, float[] Pooled, int Tokens, string? Dropped)
{
    /// <summary>Whether the encoder overflowed in half precision and ran again in float32.</summary>
    public bool Widened { get; init; }

    /// <summary>Memory that it takes.</summary>
    public long Bytes => sizeof(float) * ((long)States.Length + Pooled.Length) + sizeof(char) * (long)(Dropped?.Length ?? 0);

    /// <summary>The same shape, all zero.</summary>
    public TextEncoding Zeros() =>
        this with { States = new float[States.Length], Pooled = new float[Pooled.Length], Dropped = null, Widened = false };

    /// <summary>Encodings of one prompt joined along the hidden size; the pooled state is that of the last.</summary>
    public static TextEncoding SideBySide(ReadOnlySpan<TextEncoding> parts)
    {
        long tokens = parts[0].Shape[0];
        long width = 0;
        foreach (TextEncoding part in parts) width += part.Shape[1];
        float[] states = new float[tokens * width];
        int column = 0;
        foreach (TextEncoding part in parts)
        {
            int size = (int)part.Shape[1];
            for (int token = 0; token < tokens; token++)
                part.States.AsSpan(token * size, size).CopyTo(states.AsSpan((int)(token * width) + column));
            column += size;
        }

        TextEncoding last = parts[^1];
        bool widened = false;
        foreach (TextEncoding part in parts) widened |= part.Widened;
        return last with { States = states, Shape = [tokens, width], Dropped = parts[0].Dropped ?? last.Dropped, Widened = widened };
    }

    /// <summary>Encodings of the chunks of one prompt joined along the tokens; the pooled state is that of the first.</summary>
    public static TextEncoding OneAfterAnother(IReadOnlyList<TextEncoding> chunks) => chunks[0] with
    {
        States = [.. chunks.SelectMany(chunk => chunk.States)],
        Shape = [chunks.Sum(chunk => chunk.Shape[0]), chunks[0].Shape[1]],
        Tokens = chunks.Sum(chunk => chunk.Tokens),
        Widened = chunks.Any(chunk => chunk.Widened),
    };

    /// <summary>Tells a user what was left out, and what overflowed.</summary>
    /// <param name="prompt">Which prompt it was, for example "negative prompt".</param>
    /// <param name="warnings">Receives a warning where something was.</param>
    /// <param name="encoder">Which encoder it was, where there are several.</param>
    public void Warn(string prompt, List<string> warnings, string encoder = "text encoder")
    {
        if (Dropped is not null)
            warnings.Add($"The {prompt} is too long for the {encoder}; this end of it was left out: '{Shown.Of(Dropped)}'.");
        if (Widened) warnings.Add($"The {encoder} overflowed in half precision and was run again in float32.");
    }
}
