using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Datasets;

/// <summary>64 bits as 16 digits: as a number they would lose digits in readers that know doubles only.</summary>
internal sealed class HexadecimalConverter : JsonConverter<ulong>
{
    private const string Format = "x16";

    /// <inheritdoc/>
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: 16 } text
        && ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new JsonException("a hash is not 16 hexadecimal digits");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}
