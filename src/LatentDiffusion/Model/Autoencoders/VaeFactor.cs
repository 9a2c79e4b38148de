using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>
/// How many pixels a decoder makes of an element of a latent, along each side, where no configuration says it: told from its declared
/// shapes, else by decoding a small latent.
/// </summary>
internal static class VaeFactor
{
    /// <summary>The largest factor that is plausible; of known autoencoders it is 32.</summary>
    public const int Largest = 128;

    private const int ProbedSide = 8;

    /// <summary>The factor of a graph.</summary>
    /// <exception cref="ModelFormatException">It is not a decoder.</exception>
    public static int Of(OnnxGraph decoder)
    {
        string input = decoder.RequireInput("latent_sample", "latent"), output = decoder.RequireOutput("sample");
        if (decoder.Inputs[input].Dimensions is not [_, var channels, var height, var width] || channels < 1)
            throw new ModelFormatException(
                $"{decoder.Path}: '{input}' is declared as {decoder.Inputs[input]}, and no config.json says what the latents are.");
        (height, width) = (height > 0 ? height : ProbedSide, width > 0 ? width : ProbedSide);
        int[] declared = decoder.Outputs[output].Dimensions;
        int made = declared is [_, _, > 0 and var side, _] && decoder.Inputs[input].Dimensions[2] > 0
            ? side : Decode(decoder, input, output, [1, channels, height, width]);
        int factor = made / height;
        return factor is >= 1 and <= Largest && factor * height == made
            ? factor
            : throw new ModelFormatException(
                $"{decoder.Path}: of {height} rows of a latent it makes {made} rows of pixels, which is not plausible.");
    }

    private static int Decode(OnnxGraph decoder, string input, string output, long[] shape)
    {
        using GraphCall call = decoder.Call(CancellationToken.None, returnsMemory: true);
        call.Input(input, shape);
        call.FreeOutput(output);
        return call.RunFree()[0].Shape is [_, _, > 0 and <= Largest * ProbedSide * ProbedSide and var rows, _] ? (int)rows : 0;
    }
}
