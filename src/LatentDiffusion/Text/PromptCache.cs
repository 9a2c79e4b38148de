namespace LatentDiffusion;

/// <summary>Keeps the encodings of the last few prompts: the negative prompt is nearly always the same. Safe for several threads.</summary>
/// <typeparam name="T">The encoding.</typeparam>
/// <param name="capacity">How many to keep.</param>
internal sealed class PromptCache<T>(int capacity)
    where T : class
{
    private readonly Dictionary<string, T> _encodings = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>The encoding of a prompt, made where it is not kept. Two threads may make the same; both results are equal.</summary>
    public T GetOrAdd(string prompt, Func<string, T> encode)
    {
        lock (_order)
            if (_encodings.TryGetValue(prompt, out T? kept)) return kept;

        T encoding = encode(prompt);
        lock (_order)
        {
            if (!_encodings.TryAdd(prompt, encoding)) return _encodings[prompt];
            _order.Enqueue(prompt);
            if (_order.Count > capacity) _encodings.Remove(_order.Dequeue());
            return encoding;
        }
    }
}
