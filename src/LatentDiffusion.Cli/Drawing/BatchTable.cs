using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace LatentDiffusion.Cli;

/// <summary>A table as entries of a file of prompts: names of options in the first line, a picture in each other.</summary>
internal static class BatchTable
{
    /// <summary>Reads a table.</summary>
    /// <param name="text">The table.</param>
    /// <param name="name">Name of the file, for messages.</param>
    /// <param name="between">What is between cells; null for commas, or the semicolons of spreadsheets where commas are decimal.</param>
    /// <exception cref="ArgumentException">It is none; the message says where.</exception>
    public static IReadOnlyList<BatchEntry> Read(string text, string name, char? between = null)
    {
        between ??= HasSemicolons(text) ? ';' : ',';
        CsvParser? reading = null;
        CsvConfiguration format = new(CultureInfo.InvariantCulture)
        {
            Delimiter = $"{between}", TrimOptions = TrimOptions.Trim, AllowComments = false, BadDataFound = RequireClosed,
        };
        using StringReader reader = new(text);
        using CsvParser parser = reading = new(reader, format);
        if (!parser.Read()) return [];
        string[] head = [.. parser.Record!.Select(BatchEntry.NameOf)];
        if (head.Count(n => n == BatchEntry.Prompt) != 1)
            throw new ArgumentException($"{Where()}: one column must be named '{BatchEntry.Prompt}'.");
        List<BatchEntry> entries = [];
        while (parser.Read())
        {
            string[] cells = parser.Record!;
            if (cells.Length > head.Length)
                throw new ArgumentException(
                    $"{Where()}: there are {cells.Length} cells for {head.Length} names. A cell with {NameOf(between)} needs quotes.");
            var given = cells.Zip(head).Where(c => c.First.Length > 0);
            entries.Add(new(Where(), [.. given.Select(c => KeyValuePair.Create(c.Second, (string?)c.First))]));
        }

        return entries;

        // The line in which a row begins; the parser counts to the one in which it ends.
        string Where()
        {
            int start = (int)reading!.CharCount - reading.RawRecord.Length;
            return FormattableString.Invariant($"{name}:{text.AsSpan(0, start).Count('\n') + 1}");
        }

        // A quote within a cell is one, as in Python's csv; only one that begins a cell says where it ends.
        void RequireClosed(BadDataFoundArgs found)
        {
            if (found.Field.TrimStart().StartsWith('"'))
                throw new ArgumentException($"{Where()}: a quote begins a cell, and none ends it. A quote within quotes is written twice.");
        }
    }

    /// <summary>By the first line: names of options hold neither.</summary>
    private static bool HasSemicolons(string text)
    {
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart("\r\n");
        int end = rest.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> first = end < 0 ? rest : rest[..end];
        return first.Contains(';') && !first.Contains(',');
    }

    private static string NameOf(char? between) => between switch { ',' => "commas", ';' => "semicolons", _ => "tabs" };
}
