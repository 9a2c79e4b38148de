namespace LatentDiffusion;

/// <summary>
/// How a kind of model turns the pictures of a request into the latents a generation begins with. Draws from the generators in diffusers'
/// order, since later noise depends on it.
/// </summary>
internal abstract class StartingPoint
{
    /// <summary>Refuses a request that lacks a picture, or has one that this kind of model cannot use.</summary>
    /// <exception cref="ArgumentException">It does; the message says which.</exception>
    public virtual void Check(GenerationRequest request)
    {
    }

    /// <summary>The picture that decides the size where the request does not, or null for the model's own size.</summary>
    public virtual RgbImage? SizedBy(GenerationRequest request) => request.InitImage;

    /// <summary>Side of the result for a side of that picture.</summary>
    public virtual int SideFor(int side) => side;

    /// <summary>Whether the run covers only the part of the schedule that the strength asks for.</summary>
    public virtual bool UsesStrength(GenerationRequest request) => request.InitImage is not null;

    /// <summary>Whether the kind of model sees the depth of a picture.</summary>
    public virtual bool TakesDepthMap => false;

    /// <summary>Whether a generation may begin with latents that the request brings.</summary>
    public virtual bool TakesLatents => false;

    /// <summary>Makes the latents.</summary>
    public abstract StartingLatents Create(StartContext context);

    /// <summary>Throws unless a condition holds.</summary>
    protected static void Require(bool condition, string name, string rule)
    {
        if (!condition) throw new ArgumentException($"{name} {rule}.", name);
    }
}
