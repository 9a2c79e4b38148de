namespace LatentDiffusion.Scheduling;

/// <summary>How near words are to one that is not known.</summary>
internal static class Spelling
{
    /// <summary>Words, nearest first.</summary>
    public static IEnumerable<string> Nearest(string word, IEnumerable<string> words) => words.OrderBy(w => Distance(w, word));

    /// <summary>Levenshtein's: the number of letters to insert, remove or exchange.</summary>
    public static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
