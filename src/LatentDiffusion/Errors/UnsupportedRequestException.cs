using LatentDiffusion.Errors;

namespace LatentDiffusion;

/// <summary>A request that the loaded model cannot serve, though another may: what it asks for is refused, never passed over.</summary>
public sealed class UnsupportedRequestException : ArgumentException
{
    /// <summary>Says what is refused.</summary>
    /// <param name="option">What the request sets, such as <c>Inpainting.Mask</c>.</param>
    /// <param name="value">Its value, for people.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="family">Its family.</param>
    /// <param name="reason">Why not, after the model as the subject: "has no ControlNets".</param>
    public UnsupportedRequestException(string option, object? value, string model, string family, string reason)
        : base($"{option} is {Shown.Of(value)}; the model '{Shown.Of(model)}' ({family}) {reason}.", option) =>
        (Model, Family) = (model, family);

    /// <summary>Name of the model, as <see cref="LatentDiffusionPipeline.Name"/> has it.</summary>
    public string Model { get; }

    /// <summary>Name of its family, as <see cref="ModelTraits.Family"/> has it.</summary>
    public string Family { get; }
}
