namespace LatentDiffusion.Cli;

/// <summary>What was meant, most likely, where a name is not known.</summary>
internal static class Nearest
{
    /// <summary>A sentence with a blank before it, or nothing where no name is near.</summary>
    public static string Hint(string word, IEnumerable<string> names) => Of(word, names) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>
    /// The nearest name, or null where none is near: a third of the letters may differ, of which swapped ones count once.
    /// </summary>
    public static string? Of(string word, IEnumerable<string> names)
    {
        string? nearest = names.Distinct().OrderBy(n => Distance(n, word)).ThenBy(n => n, StringComparer.Ordinal).FirstOrDefault();
        return nearest is not null && 3 * Distance(nearest, word) <= Math.Max(Letters(nearest), Letters(word)) + 1 ? nearest : null;
    }

    private static int Letters(string name) => name.TrimStart('-').Length;

    /// <summary>The number of letters to insert, remove, exchange, or swap with a neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
