using System.Globalization;

namespace LatentDiffusion.Generation;

/// <summary>The sides of an outpainting in the text of a picture: left, top, right, bottom and the overlap, with spaces between.</summary>
internal static class OutpaintText
{
    /// <summary>The text.</summary>
    public static string Write(Outpainting sides) =>
        FormattableString.Invariant($"{sides.Left} {sides.Top} {sides.Right} {sides.Bottom} {sides.Overlap}");

    /// <summary>The sides of a text, or null where it is none.</summary>
    public static Outpainting? Read(string text)
    {
        int[] sides = new int[5];
        string[] parts = text.Split(' ');
        if (parts.Length != sides.Length) return null;
        for (int i = 0; i < sides.Length; i++)
            if (!int.TryParse(parts[i], CultureInfo.InvariantCulture, out sides[i])) return null;
        return new Outpainting { Left = sides[0], Top = sides[1], Right = sides[2], Bottom = sides[3], Overlap = sides[4] };
    }
}
