namespace LatentDiffusion.Scheduling;

/// <summary>The words that a <c>scheduler_config.json</c> has for the values of an enumeration.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
/// <param name="words">Every value with its word.</param>
internal sealed class OptionWords<TEnum>(params (string Word, TEnum Value)[] words)
    where TEnum : struct, Enum
{
    /// <summary>The word of a value, or null where the value is not of the enumeration.</summary>
    public string? Of(TEnum value) => words.FirstOrDefault(w => w.Value.Equals(value)).Word;

    /// <summary>The value of a word, or null where there is no such word.</summary>
    public TEnum? Find(string word)
    {
        foreach (var (known, value) in words)
            if (known == word) return value;
        return null;
    }

    /// <summary>All words: <c>'linear', 'scaled_linear'</c>.</summary>
    public override string ToString() => string.Join(", ", words.Select(w => $"'{w.Word}'"));
}
