namespace LatentDiffusion;

internal static partial class TorchMath
{
    /// <summary>
    /// <c>torch.atan2</c> of numbers from 0 up. Whole blocks of vectors are taken from SLEEF (whose <c>atan2f</c> of 1 ulp this is,
    /// https://github.com/shibatch/sleef, in double precision where SLEEF has pairs of singles), the rest from the C library.
    /// </summary>
    public static float[] Atan2(float[] y, float[] x)
    {
        float[] angles = new float[y.Length];
        for (int i = 0; i < angles.Length; i++) angles[i] = i < InBlocks(y.Length) ? VectorAtan2(y[i], x[i]) : LibraryAtan2(y[i], x[i]);
        return angles;
    }

    private static float VectorAtan2(float y, float x)
    {
        if (x == 0 || y == 0) return y > 0 ? MathF.PI / 2 : 0;
        double tangent = x < y ? -x / (double)y : y / (double)x, square = tangent * tangent;
        float z = (float)square, p = -0.00176397909f;
        p = MathF.FusedMultiplyAdd(p, z, 0.0107900901f);
        p = MathF.FusedMultiplyAdd(p, z, -0.0309564602f);
        p = MathF.FusedMultiplyAdd(p, z, 0.0577365085f);
        p = MathF.FusedMultiplyAdd(p, z, -0.0838950723f);
        p = MathF.FusedMultiplyAdd(p, z, 0.109463558f);
        p = MathF.FusedMultiplyAdd(p, z, -0.142626822f);
        p = MathF.FusedMultiplyAdd(p, z, 0.199983194f);
        double angle = tangent * (1 + square * (-0.333332866430282592773438 + p * z));
        return (float)(x < y ? Math.PI / 2 + angle : angle);
    }

    /// <summary>glibc's, after fdlibm's <c>atanf</c> (https://www.netlib.org/fdlibm): from the nearest of five angles on.</summary>
    private static float LibraryAtan2(float y, float x)
    {
        if (x == 0 || y == 0) return y > 0 ? MathF.PI / 2 : 0;
        float tangent = y / x;
        var (high, low, r) = tangent switch
        {
            < 0.4375f => (0f, 0f, tangent),
            < 0.6875f => (0.463647604f, 5.01215824e-9f, (2 * tangent - 1) / (2 + tangent)),
            < 1.1875f => (0.785398126f, 3.77489471e-8f, (tangent - 1) / (tangent + 1)),
            < 2.4375f => (0.982793689f, 3.44732172e-8f, (tangent - 1.5f) / (1 + 1.5f * tangent)),
            _ => (1.57079625f, 7.54978942e-8f, -1 / tangent),
        };
        float z = r * r, w = z * z;
        float odd = z
            * (0.333333343f + w * (0.142857149f + w * (0.0909088701f + w * (0.0666107312f + w * (0.0497687794f + w * 0.0162858198f)))));
        float even = w * (-0.2f + w * (-0.111111104f + w * (-0.0769187585f + w * (-0.0583357029f + w * -0.0365315713f))));
        return high == 0 ? r - r * (odd + even) : high - (r * (odd + even) - low - r);
    }
}
