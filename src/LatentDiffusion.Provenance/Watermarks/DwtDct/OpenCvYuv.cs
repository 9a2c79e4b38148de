namespace LatentDiffusion.Provenance;

/// <summary>
/// OpenCV's colour conversion between 8-bit BGR and YUV (<c>COLOR_BGR2YUV</c>, <c>COLOR_YUV2BGR</c>) in its fixed-point arithmetic, bit for
/// bit. Constants: github.com/opencv/opencv, modules/imgproc/src/color_yuv.simd.hpp, 14 fractional bits.
/// </summary>
internal static class OpenCvYuv
{
    private const int Shift = 14, Half = 128;
    private const int RedToY = 4899, GreenToY = 9617, BlueToY = 1868;
    private const int BlueToU = 8061, RedToV = 14369;
    private const int UToBlue = 33292, UToGreen = -6472, VToGreen = -9519, VToRed = 18678;

    /// <summary>Converts one pixel to YUV.</summary>
    public static (byte Y, byte U, byte V) FromRgb(byte red, byte green, byte blue)
    {
        int y = Descale(red * RedToY + green * GreenToY + blue * BlueToY);
        return ((byte)y, Saturate(Descale((blue - y) * BlueToU + (Half << Shift))),
            Saturate(Descale((red - y) * RedToV + (Half << Shift))));
    }

    /// <summary>Converts one pixel to RGB.</summary>
    public static (byte Red, byte Green, byte Blue) ToRgb(byte y, byte u, byte v)
    {
        (int du, int dv) = (u - Half, v - Half);
        return (Saturate(y + Descale(dv * VToRed)), Saturate(y + Descale(du * UToGreen + dv * VToGreen)),
            Saturate(y + Descale(du * UToBlue)));
    }

    private static int Descale(int value) => (value + (1 << (Shift - 1))) >> Shift;

    private static byte Saturate(int value) => (byte)Math.Clamp(value, 0, 255);
}
