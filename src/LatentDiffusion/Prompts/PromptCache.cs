namespace LatentDiffusion.Prompts;

/// <summary>
/// Keeps the encodings of the last few prompts, in bounded memory: the negative prompt is nearly always the same. Safe for several threads.
/// </summary>
/// <typeparam name="T">The encoding.</typeparam>
/// <param name="capacity">How many bytes to keep, of prompts and encodings.</param>
/// <param name="sizeOf">Bytes of an encoding.</param>
internal sealed class PromptCache<T>(long capacity, Func<T, long> sizeOf)
    where T : class
{
    private readonly Dictionary<string, T> _encodings = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _bytes;

    /// <summary>Bytes that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_order) return _bytes;
        }
    }

    /// <summary>The encoding of a prompt, made where it is not kept. Two threads may make the same; both results are equal.</summary>
    public T GetOrAdd(string prompt, Func<string, T> encode)
    {
        lock (_order)
            if (_encodings.TryGetValue(prompt, out T? kept)) return kept;

        T encoding = encode(prompt);
        long size = SizeOf(prompt, encoding);
        if (size > capacity / 2) return encoding; // it would drive out all others
        lock (_order)
        {
            if (!_encodings.TryAdd(prompt, encoding)) return _encodings[prompt];
            _order.Enqueue(prompt);
            for (_bytes += size; _bytes > capacity;)
            {
                string oldest = _order.Dequeue();
                if (_encodings.Remove(oldest, out T? dropped)) _bytes -= SizeOf(oldest, dropped);
            }

            return encoding;
        }
    }

    private long SizeOf(string prompt, T encoding) => sizeof(char) * (long)prompt.Length + sizeOf(encoding);
}
