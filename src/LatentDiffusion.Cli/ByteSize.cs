using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>Numbers of bytes for people.</summary>
internal static class ByteSize
{
    /// <summary>The number in GB, MB or kB, of 1000 each.</summary>
    public static string Text(long bytes) => bytes switch
    {
        >= 1_000_000_000 => FormattableString.Invariant($"{bytes / 1e9:0.00} GB"),
        >= 1_000_000 => FormattableString.Invariant($"{bytes / 1e6:0.0} MB"),
        _ => FormattableString.Invariant($"{bytes / 1e3:0.0} kB"),
    };

    /// <summary>The bytes that a text such as 20GB, 500MB or 1000 stands for.</summary>
    /// <exception cref="ArgumentException">It is not one.</exception>
    public static long Parse(string text)
    {
        (string Unit, double Factor)[] units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("", 1)];
        var (unit, factor) = units.First(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * factor is >= 1 and <= 1e18
            ? (long)(number * factor) : throw new ArgumentException($"'{text}' is not a size such as 20GB or 500MB.");
    }
}
