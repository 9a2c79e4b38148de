using System.Text.Encodings.Web;
using System.Text.Json;
using LatentDiffusion.Provenance;

namespace LatentDiffusion.Cli;

/// <summary>The marks of pictures for programs: a JSON array with an object for each file.</summary>
internal static class MarksJson
{
    /// <summary>Writes the reports.</summary>
    public static void Write(IReadOnlyList<(string Path, MarkReport Report)> reports)
    {
        using MemoryStream text = new();
        JsonWriterOptions options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter writer = new(text, options))
        {
            writer.WriteStartArray();
            foreach (var (path, report) in reports) Write(writer, path, report);
            writer.WriteEndArray();
        }

        Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(text.ToArray()));
    }

    private static void Write(Utf8JsonWriter writer, string path, MarkReport report)
    {
        writer.WriteStartObject();
        writer.WriteString("file", path);
        writer.WriteString("marks", Name(report.State));
        Write(writer, report.C2pa);
        if (report.Origin is { } origin)
        {
            writer.WriteStartObject("xmp");
            writer.WriteString("digitalSourceType", origin.DigitalSourceType);
            writer.WriteString("aiSystem", origin.AiSystem);
            writer.WriteString("aiSystemVersion", origin.AiSystemVersion);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNull("xmp");
        }

        List(writer, "watermarks", report.Watermarks, mark =>
        {
            writer.WriteString("name", mark.Name);
            writer.WriteNumber("bits", mark.Reading.BitCount);
            writer.WriteString("payload", Convert.ToHexStringLower(mark.Reading.Payload.Span));
            if (mark.Reading.FalsePositiveRate is { } rate) writer.WriteNumber("falsePositiveRate", rate);
            writer.WriteString("meaning", mark.Reading.Meaning);
        });
        writer.WriteString("parameters", report.Parameters);
        writer.WriteStartArray("problems");
        foreach (string problem in report.Problems) writer.WriteStringValue(problem);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, C2paReport c2pa)
    {
        writer.WriteStartObject("c2pa");
        writer.WriteString("state", Name(c2pa.State));
        writer.WriteString("manifest", c2pa.Label);
        writer.WriteString("signer", c2pa.Signer);
        writer.WriteString("issuer", c2pa.Issuer);
        if (c2pa.SignedAt is { } time) writer.WriteString("signedAt", time);
        else writer.WriteNull("signedAt");
        writer.WriteString("generator", c2pa.Generator);
        List(writer, "actions", c2pa.Actions, action =>
        {
            writer.WriteString("action", action.Name);
            writer.WriteString("digitalSourceType", action.DigitalSourceType);
        });
        List(writer, "ingredients", c2pa.Ingredients, ingredient =>
        {
            writer.WriteString("relationship", ingredient.Relationship);
            writer.WriteString("title", ingredient.Title);
            writer.WriteString("manifest", ingredient.Manifest);
            writer.WriteBoolean("holds", ingredient.Holds);
        });
        List(writer, "statuses", c2pa.Statuses, status =>
        {
            writer.WriteString("kind", Name(status.Kind));
            writer.WriteString("code", status.Code);
            writer.WriteString("uri", status.Uri);
            writer.WriteString("explanation", status.Explanation);
        });
        writer.WriteEndObject();
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
