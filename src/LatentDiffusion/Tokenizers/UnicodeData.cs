using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// Canonical decompositions, compositions and combining classes of Unicode 9.0, the version by which the <c>tokenizers</c> library
/// normalises, lower-case letters of newer versions than .NET may know, and the classes by which BERT's normalisation goes, of Unicode 8.0.
/// The table is written by <c>onnx-export/references/latent_diffusion_references/unicode_data.py</c>.
/// </summary>
/// <remarks><see cref="string.Normalize()"/> follows the machine's ICU, and where there is none it leaves the text as it is.</remarks>
internal sealed class UnicodeData
{
    private readonly Dictionary<int, (int First, int Second)> _decompositions = [];
    private readonly Dictionary<(int First, int Second), int> _compositions = [];
    private readonly Dictionary<int, byte> _combiningClasses = [];
    private readonly Dictionary<int, string> _lowerCase = [];
    private readonly Dictionary<string, (int First, int Last)[]> _classes = [];

    private UnicodeData()
    {
        using var lines = new StreamReader(typeof(UnicodeData).Assembly.GetManifestResourceStream("UnicodeData.txt")!, Encoding.ASCII);
        while (lines.ReadLine() is { } line)
        {
            if (line[0] == '#') continue;
            int sign = line.AsSpan().IndexOfAny('=', '>');
            ReadOnlySpan<char> name = line.AsSpan(0, sign), value = line.AsSpan(sign + 1);
            if (name[0] == '%') _classes[name[1..].ToString()] = [.. Ranges(value.ToString())];
            else if (name[0] == '@') AddCombiningClass(byte.Parse(name[1..], CultureInfo.InvariantCulture), value.ToString());
            else if (name[0] == '^') _lowerCase[Hex(name[1..])] = string.Concat(value.ToString().Split(' ').Select(c => new Rune(Hex(c))));
            else AddDecomposition(Hex(name), value, composes: line[sign] == '=');
        }
    }

    /// <summary>The table, read at first use.</summary>
    public static UnicodeData Instance { get; } = new();

    /// <summary>The canonical combining class of a code point; 0 for a starter.</summary>
    public int CombiningClass(int codePoint) => _combiningClasses.GetValueOrDefault(codePoint);

    /// <summary>
    /// Whether a code point decomposes, and into what by one step; <c>Second</c> is 0 when it stands for a single other one.
    /// </summary>
    public bool TryDecompose(int codePoint, out (int First, int Second) parts) => _decompositions.TryGetValue(codePoint, out parts);

    /// <summary>Whether two code points compose, and to what.</summary>
    public bool TryCompose(int first, int second, out int composite) => _compositions.TryGetValue((first, second), out composite);

    /// <summary>The lower case of a character that <see cref="Rune.ToLowerInvariant"/> may get wrong.</summary>
    public bool TryLower(int codePoint, [NotNullWhen(true)] out string? lower) => _lowerCase.TryGetValue(codePoint, out lower);

    /// <summary>Whether a code point is of a class of BERT's normalisation: control, mark or punctuation.</summary>
    public bool IsOf(string className, int codePoint)
    {
        (int First, int Last)[] ranges = _classes[className];
        int i = Array.BinarySearch(ranges, (codePoint, int.MaxValue));
        return (i >= 0 ? i : ~i - 1) is >= 0 and var at && codePoint <= ranges[at].Last;
    }

    private void AddDecomposition(int codePoint, ReadOnlySpan<char> parts, bool composes)
    {
        int space = parts.IndexOf(' ');
        (int First, int Second) pair = space < 0 ? (Hex(parts), 0) : (Hex(parts[..space]), Hex(parts[(space + 1)..]));
        _decompositions[codePoint] = pair;
        if (composes) _compositions[pair] = codePoint;
    }

    private void AddCombiningClass(byte combiningClass, string ranges)
    {
        foreach (var (first, last) in Ranges(ranges))
            for (int c = first; c <= last; c++) _combiningClasses[c] = combiningClass;
    }

    private static IEnumerable<(int First, int Last)> Ranges(string text) =>
        text.Split(' ').Select(range => range.Split('-')).Select(ends => (Hex(ends[0]), Hex(ends[^1])));

    private static int Hex(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
