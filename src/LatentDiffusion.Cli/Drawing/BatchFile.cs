using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace LatentDiffusion.Cli;

/// <summary>A file of prompts: lines with options, JSON objects line by line, or a table.</summary>
internal static class BatchFile
{
    private const string StandardInput = "-";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, or <c>-</c> for standard input.</param>
    /// <exception cref="ArgumentException">Something in it cannot be read; the message names file and line.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be read.</exception>
    public static IReadOnlyList<BatchEntry> Read(string path)
    {
        bool isInput = path == StandardInput;
        using TextReader reader = isInput ? Console.In : new StreamReader(path);
        string name = isInput ? "standard input" : path;
        IReadOnlyList<BatchEntry> entries = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => ReadTable(reader, name),
            ".jsonl" or ".ndjson" => [.. Lines(reader, name).Select(l => ReadObject(l.Line, l.Where))],
            _ => [.. Lines(reader, name).Where(l => l.Line[0] != '#').Select(l => ReadLine(l.Line, l.Where))],
        };
        return entries.Count > 0 ? entries : throw new ArgumentException($"{name}: there are no prompts in it.");
    }

    private static IEnumerable<(string Line, string Where)> Lines(TextReader reader, string name)
    {
        for (int number = 1; reader.ReadLine() is { } line; number++)
            if (!string.IsNullOrWhiteSpace(line)) yield return (line.Trim(), FormattableString.Invariant($"{name}:{number}"));
    }

    /// <summary>A prompt with options, or an object where the line is one: prompts may begin with a brace too.</summary>
    private static BatchEntry ReadLine(string line, string where)
    {
        try
        {
            return line[0] == '{' ? Entry(line, where) : BatchLine.Read(line, where);
        }
        catch (JsonException)
        {
            return BatchLine.Read(line, where);
        }
    }

    private static BatchEntry ReadObject(string line, string where)
    {
        try
        {
            return Entry(line, where);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{where}: this is not JSON: {e.Message}", e);
        }
    }

    private static BatchEntry Entry(string line, string where)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        if (json.RootElement.ValueKind != JsonValueKind.Object) throw new ArgumentException($"{where}: this is not a JSON object.");
        try
        {
            return new BatchEntry(where, [.. json.RootElement.EnumerateObject().SelectMany(
                p => Values(p.Value).Select(v => KeyValuePair.Create(BatchEntry.NameOf(p.Name), v)))]);
        }
        catch (InvalidOperationException e)
        {
            // Only where a text is looked at does the parser find half of a surrogate pair in it.
            throw new ArgumentException($"{where}: a text is no valid Unicode: {e.Message}", e);
        }
    }

    /// <summary>The values of an option: several of a list of texts; a list of numbers is one with commas between.</summary>
    private static IEnumerable<string?> Values(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.True => ["true"],
        JsonValueKind.False => ["false"],
        JsonValueKind.Array when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Number) =>
            [string.Join(',', value.EnumerateArray())],
        JsonValueKind.Array => value.EnumerateArray().Select(v => (string?)v.ToString()),
        _ => [value.ToString()],
    };

    private static List<BatchEntry> ReadTable(TextReader reader, string name)
    {
        try
        {
            CsvConfiguration format = new(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, AllowComments = false };
            using CsvParser parser = new(reader, format, leaveOpen: true);
            if (!parser.Read()) return [];
            string[] head = [.. parser.Record!.Select(BatchEntry.NameOf)];
            List<BatchEntry> entries = [];
            while (parser.Read())
            {
                string[] cells = parser.Record!;
                string where = FormattableString.Invariant($"{name}:{parser.RawRow}");
                if (cells.Length > head.Length)
                    throw new ArgumentException(
                        $"{where}: there are {cells.Length} cells for {head.Length} names. A cell with commas needs quotes.");
                var given = cells.Zip(head).Where(c => c.First.Length > 0);
                entries.Add(new(where, [.. given.Select(c => KeyValuePair.Create(c.Second, (string?)c.First))]));
            }

            return entries;
        }
        catch (CsvHelperException e)
        {
            throw new ArgumentException($"{name}: this is not a table of comma-separated values: {e.Message.Split('\n')[0].Trim()}", e);
        }
    }
}
