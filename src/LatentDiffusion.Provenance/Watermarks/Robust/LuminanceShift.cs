namespace LatentDiffusion.Provenance;

/// <summary>
/// How a change of luminance is spread over the channels of a pixel: alike, less in dark ones, where every change is seen.
/// </summary>
internal static class LuminanceShift
{
    /// <summary>How far no channel is moved beyond, at one go.</summary>
    public const float Max = 10;

    /// <summary>A channel below this is dark, and at 0 takes this part of what a bright one takes.</summary>
    private const float Dark = 20, PartInBlack = 0.3f;

    /// <summary>By how much each channel moves for a change of luminance by 1.</summary>
    public static (float Red, float Green, float Blue) Unit(ReadOnlySpan<byte> pixel)
    {
        (float r, float g, float b) = (Part(pixel[0]), Part(pixel[1]), Part(pixel[2]));
        float sum = Plane.Red * r + Plane.Green * g + Plane.Blue * b;
        return (r / sum, g / sum, b / sum);
    }

    /// <summary>Moves a pixel; where a channel cannot follow, the others make up for it.</summary>
    /// <param name="original">Red, green and blue.</param>
    /// <param name="wanted">The change of luminance.</param>
    /// <param name="destination">The moved pixel.</param>
    public static void Apply(ReadOnlySpan<byte> original, float wanted, Span<byte> destination)
    {
        (int red, int green, int blue) = (original[0], original[1], original[2]);
        (float partRed, float partGreen, float partBlue) = (Part(red), Part(green), Part(blue));
        (int r, int g, int b) = (red, green, blue);
        for (int round = 0; round < 2; round++)
        {
            float lacking = wanted - (Plane.Red * (r - red) + Plane.Green * (g - green) + Plane.Blue * (b - blue));
            if (round > 0 && MathF.Abs(lacking) < 0.6f) break;
            int end = lacking > 0 ? 255 : 0;
            (float pr, float pg, float pb) = (r != end ? partRed : 0, g != end ? partGreen : 0, b != end ? partBlue : 0);
            float free = Plane.Red * pr + Plane.Green * pg + Plane.Blue * pb;
            if (free < 0.01f) break;
            float step = Math.Clamp(lacking / free, -Max, Max);
            (r, g, b) = (Move(r, step * pr), Move(g, step * pg), Move(b, step * pb));
        }

        (destination[0], destination[1], destination[2]) = ((byte)r, (byte)g, (byte)b);
    }

    private static float Part(int value) => value >= Dark ? 1 : PartInBlack + (1 - PartInBlack) * value / Dark;

    private static int Move(int value, float step) => Math.Clamp(value + (int)MathF.Round(step), 0, 255);
}
