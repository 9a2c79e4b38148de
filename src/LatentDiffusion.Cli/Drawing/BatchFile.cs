using System.Text;
using System.Text.Json;
using Unicode = System.Text.Unicode;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Cli;

/// <summary>A file of prompts: lines with options, JSON objects line by line or in a list, or a table.</summary>
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
        if (!isInput && Directory.Exists(path)) throw new IOException($"--from: '{path}' is a folder; a file of prompts was expected.");
        string name = isInput ? "standard input" : path;
        try
        {
            using TextReader reader = !isInput ? new StreamReader(path, StrictUtf8.Encoding)
                : Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput(), StrictUtf8.Encoding)
                : Console.In; // typed, in the terminal's own encoding
            IReadOnlyList<BatchEntry> entries = Read(reader, name, Path.GetExtension(path).ToLowerInvariant());
            return entries.Count > 0 ? entries : throw new ArgumentException($"{name}: there are no prompts in it.");
        }
        catch (DecoderFallbackException e)
        {
            string where = isInput ? name : FormattableString.Invariant($"{name}:{LineThatIsNoText(path)}");
            throw new ArgumentException($"{where}: this is not text in UTF-8; save the file as UTF-8.", e);
        }
    }

    private static IReadOnlyList<BatchEntry> Read(TextReader reader, string name, string extension) => extension switch
    {
        ".csv" => BatchTable.Read(reader.ReadToEnd(), name),
        ".tsv" => BatchTable.Read(reader.ReadToEnd(), name, '\t'),
        ".json" => BatchJson.ReadAll(reader.ReadToEnd(), name),
        ".jsonl" or ".ndjson" => [.. Lines(reader, name).Select(l => BatchJson.Read(l.Line, l.Where))],
        _ => [.. Lines(reader, name).Where(l => l.Line[0] != '#').Select(l => ReadLine(l.Line, l.Where))],
    };

    private static int LineThatIsNoText(string path)
    {
        ReadOnlySpan<byte> bytes = File.ReadAllBytes(path);
        int number = 1;
        foreach (Range line in bytes.Split((byte)'\n'))
        {
            if (!Unicode.Utf8.IsValid(bytes[line])) break;
            number++;
        }

        return number;
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
            return line[0] == '{' ? BatchJson.Parse(line, where) : BatchLine.Read(line, where);
        }
        catch (JsonException)
        {
            return BatchLine.Read(line, where);
        }
    }
}
