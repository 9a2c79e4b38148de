using LatentDiffusion.Errors;

namespace LatentDiffusion.Model;

/// <summary>
/// How a kind of model turns the pictures of a request into the latents a generation begins with. Draws from the generators in diffusers'
/// order, since later noise depends on it.
/// </summary>
internal abstract class StartingPoint
{
    /// <summary>Refuses a request that lacks a picture, or has one that this kind of model cannot use.</summary>
    /// <exception cref="ArgumentException">It does; the message says which.</exception>
    public abstract void Check(GenerationRequest request, LatentModel model);

    /// <summary>The picture that decides the size where the request does not, or null for the model's own size.</summary>
    public virtual RgbImage? SizedBy(GenerationRequest request) => request.InitImage;

    /// <summary>Side of the result for a side of that picture.</summary>
    public virtual int SideFor(int side) => side;

    /// <summary>Whether the run covers only the part of the schedule that the strength asks for.</summary>
    public virtual bool UsesStrength(GenerationRequest request) => request.InitImage is not null;

    /// <summary>Whether a strength means anything to the kind of model.</summary>
    public virtual bool TakesStrength => true;

    /// <summary>Whether a generation may begin with latents that the request brings.</summary>
    public virtual bool TakesLatents => false;

    /// <summary>Makes the latents.</summary>
    public abstract StartingLatents Create(StartContext context);

    /// <summary>Fails without a picture.</summary>
    protected static void RequirePicture(GenerationRequest request, LatentModel model, string use) =>
        ArgumentRule.Require(
            request.InitImage is not null, "Image.Picture", null, $"is missing: the model '{Shown.Of(model.Name)}' {use}, and needs one");

    /// <summary>Fails with a mask.</summary>
    protected static void RefuseMask(GenerationRequest request, LatentModel model, string use) =>
        model.Require(request.Inpainting is null, "Inpainting", "set", use);
}
