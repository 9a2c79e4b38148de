namespace LatentDiffusion.Cli;

/// <summary>Tables on standard output in columns, as other programs can read them too.</summary>
internal static class TextTable
{
    /// <summary>Writes a table.</summary>
    public static void Write(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        int[] widths = [.. headers.Select((h, k) => rows.Select(r => r[k].Length).Append(h.Length).Max())];
        foreach (IReadOnlyList<string> row in rows.Prepend(headers))
            Console.Out.WriteLine(string.Join("  ", row.Select((cell, k) => cell.PadRight(widths[k]))).TrimEnd());
    }
}
