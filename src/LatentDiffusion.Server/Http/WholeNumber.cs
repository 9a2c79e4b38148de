using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Server;

/// <summary>Integers as clients of Python servers send them: also with a zero behind the point (20.0), and as text.</summary>
/// <typeparam name="T">The integer.</typeparam>
internal sealed class WholeNumber<T> : JsonConverter<T>
    where T : struct, IBinaryInteger<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => Parse(reader.GetString()!),
        JsonTokenType.Number => Parse(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(long.CreateChecked(value));

    private static T Parse(string text)
    {
        if (T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value)) return value;

        // Beyond 2^53 a double is not the number that was written.
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsInteger(number) && Math.Abs(number) <= 1L << 53 && T.CreateSaturating(number) is var whole
            && double.CreateChecked(whole) == number
            ? whole
            : throw new JsonException();
    }
}
