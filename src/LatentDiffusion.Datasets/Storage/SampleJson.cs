using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LatentDiffusion.Datasets;

/// <summary>The record of a sample: what it shows, how it was made, what gates measured, and that it is generated.</summary>
internal static class SampleJson
{
    private const string Generated = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        Composite = "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The record of a sample that was drawn.</summary>
    public static byte[] Of(DatasetPlan plan, DrawnSample drawn, IReadOnlyDictionary<string, double> scores, string? reason) =>
        Write(writer =>
        {
            WriteRecipe(writer, plan, drawn.Recipe, reason);
            writer.WriteString("model_hash", drawn.ModelHash);
            WriteAdapters(writer, drawn);
            WriteParameters(writer, drawn);
            if (drawn.Mask is not null && MaskImage.BoxOf(drawn.Mask) is { } box)
            {
                writer.WriteStartArray("bbox");
                foreach (int number in (int[])[box.Left, box.Top, box.Width, box.Height]) writer.WriteNumberValue(number);
                writer.WriteEndArray();
            }

            writer.WriteStartObject("scores");
            foreach (var (name, score) in scores) writer.WriteNumber(name, score);
            writer.WriteEndObject();
        });

    /// <summary>The record of a sample of which there is no picture.</summary>
    public static byte[] OfRecipe(DatasetPlan plan, SampleRecipe recipe, string reason) =>
        Write(writer => WriteRecipe(writer, plan, recipe, reason));

    /// <summary>The record of a sample that was kept at first, with the reason why it is not.</summary>
    public static byte[] WithReason(byte[] json, string reason)
    {
        JsonObject record = JsonNode.Parse(json)!.AsObject();
        record.Insert(record.IndexOf("attempt") + 1, "rejected", reason);
        return Encoding.UTF8.GetBytes(record.ToJsonString(new JsonSerializerOptions { Encoder = Options.Encoder }));
    }

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        ArrayBufferWriter<byte> bytes = new();
        using Utf8JsonWriter writer = new(bytes, Options);
        writer.WriteStartObject();
        content(writer);
        writer.WriteEndObject();
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteRecipe(Utf8JsonWriter writer, DatasetPlan plan, SampleRecipe recipe, string? reason)
    {
        writer.WriteString("key", recipe.Key);
        writer.WriteNumber("index", recipe.Index);
        writer.WriteNumber("attempt", recipe.Attempt);
        if (reason is not null) writer.WriteString("rejected", reason);
        writer.WriteString("split", recipe.Split);
        writer.WriteString("class", recipe.Class);
        writer.WriteNumber("label", recipe.Label);
        writer.WriteString("mode", recipe.Mode.ToString().ToLowerInvariant());
        writer.WriteString("prompt", recipe.Prompt);
        if (recipe.NegativePrompt is not null) writer.WriteString("negative_prompt", recipe.NegativePrompt);
        writer.WriteString("caption", recipe.Caption);
        writer.WriteStartObject("attributes");
        foreach (var (name, value) in recipe.Attributes) writer.WriteString(name, value);
        writer.WriteEndObject();
        writer.WriteNumber("seed", recipe.Seed);
        if (recipe.Strength is { } strength) writer.WriteNumber("strength", strength);
        if (recipe.ControlScale is { } scale) writer.WriteNumber("control_scale", scale);
        if (recipe.Picture is { } picture)
        {
            writer.WriteString("source", picture.Name);
            writer.WriteString("source_hash", picture.Hash);
            writer.WriteNumber("variant", recipe.Variant);
        }

        writer.WriteString("digital_source_type", recipe.Mode is DatasetMode.Text or DatasetMode.Control ? Generated : Composite);
        writer.WriteString("plan", plan.Hash);
        writer.WriteString("model", recipe.Model);
    }

    private static void WriteAdapters(Utf8JsonWriter writer, DrawnSample drawn)
    {
        writer.WriteStartArray("adapters");
        foreach (var (i, adapter) in drawn.Recipe.Adapters.Index())
        {
            writer.WriteStartObject();
            writer.WriteString("name", adapter.Key);
            writer.WriteNumber("scale", adapter.Value);
            writer.WriteString("hash", drawn.AdapterHashes[i]);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteParameters(Utf8JsonWriter writer, DrawnSample drawn)
    {
        if (drawn.Parameters.Sampler is { } sampler) writer.WriteString("scheduler", sampler);
        if (drawn.Parameters.Steps is { } steps) writer.WriteNumber("steps", steps);
        if (drawn.Parameters.GuidanceScale is { } guidance) writer.WriteNumber("guidance_scale", guidance);
        writer.WriteNumber("width", drawn.Image.Width);
        writer.WriteNumber("height", drawn.Image.Height);
    }
}
