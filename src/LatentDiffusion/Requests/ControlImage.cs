using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>
/// What a ControlNet follows: edges, a depth map, a pose, as the net was trained for. Immutable.
/// </summary>
/// <param name="Image">The picture; resized to the size of the result where it has another.</param>
public sealed record ControlImage(RgbImage Image)
{
    /// <summary>
    /// How strongly the net steers: any finite number; 0 turns it off. Default null: what diffusers uses for the job, which is 1 for text
    /// to image, 0.8 for image to image, and with a mask 0.5 (Stable Diffusion XL: 1).
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>Share of the steps before which the net rests, 0 to below <see cref="End"/>. Default 0.</summary>
    public double Start { get; init; }

    /// <summary>Share of the steps after which the net rests, above <see cref="Start"/> to 1. Default 1.</summary>
    public double End { get; init; } = 1;

    /// <summary>Checks the values and fills in the scale.</summary>
    /// <param name="index">Its place in a request, for messages.</param>
    /// <param name="defaultScale">The scale where none is given.</param>
    /// <exception cref="ArgumentException">A value breaks a rule; the message names both.</exception>
    internal ControlImage Completed(int index, double defaultScale)
    {
        Require(Image is not null, nameof(Image), "null", "must be a picture");
        Require(Scale is not { } scale || float.IsFinite((float)scale), nameof(Scale), Scale, "must be a finite number");
        Require(Start is >= 0 and < 1, nameof(Start), Start, "must be from 0 to below 1");
        Require(End > Start && End <= 1, nameof(End), End, "must be above Start, up to 1");
        return this with { Scale = Scale ?? defaultScale };

        void Require(bool condition, string name, object? value, string rule)
        {
            if (!condition)
                throw new ArgumentException(
                    FormattableString.Invariant($"Controls[{index}].{name} is {Shown.Of(value)}; it {rule}."), name);
        }
    }
}
