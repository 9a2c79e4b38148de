using LatentDiffusion.Checkpoints;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>
/// The ControlNets of a model (Zhang et al. 2023, https://arxiv.org/abs/2302.05543): copies of the encoding half of its U-Net that see a
/// picture too. What they make of it is added to the skip connections and the middle of the U-Net, which has an input for each.
/// </summary>
/// <param name="Nets">The nets, in the order of a request's control images; none leaves the inputs of the U-Net at zero.</param>
/// <param name="Residuals">What each net gives to the U-Net.</param>
internal sealed record ControlNets(IReadOnlyList<OnnxGraph> Nets, IReadOnlyList<ControlResidual> Residuals)
{
    /// <summary>Input of the scale of a net.</summary>
    public const string Scale = "conditioning_scale";

    /// <summary>Input of the picture of a net.</summary>
    public const string Picture = "controlnet_cond";

    /// <summary>Wires up the ControlNets of a folder; null where it has none and its U-Net asks for none.</summary>
    /// <exception cref="ModelFormatException">A net does not fit the U-Net.</exception>
    public static ControlNets? From(ModelFolder folder, GraphSet graphs, OnnxGraph unet)
    {
        OnnxGraph[] nets = [.. folder.ControlNets.Select(name => graphs[name])];
        if (nets.Length == 0 && !unet.Inputs.ContainsKey(ControlResidual.Middle)) return null;
        IReadOnlyList<ControlResidual> residuals = ControlResidual.Of(folder.Config(unet.Name));
        foreach (OnnxGraph net in nets) Require(net, folder.Config(net.Name), residuals, unet);
        return new ControlNets(nets, residuals);
    }

    /// <summary>Whether any net computes in half precision.</summary>
    public bool IsHalf => Nets.Any(net => net.IsHalf);

    /// <summary>The same in float32.</summary>
    public ControlNets InFloat32() => this with { Nets = [.. Nets.Select(net => net.InFloat32 ?? net)] };

    /// <summary>Whether the nets give elements of the same type as the U-Net takes, so that it can read what they wrote.</summary>
    public bool GivesWhatIsTaken(OnnxGraph unet) => Nets.All(
        net => Residuals.All(r => net.Outputs[r.Name].ElementType == unet.Inputs[r.Name].ElementType));

    private static void Require(OnnxGraph net, ModelConfig config, IReadOnlyList<ControlResidual> residuals, OnnxGraph unet)
    {
        if (config.Optional<bool?>("global_pool_conditions") == true)
            throw new ModelFormatException(
                $"{config.Path}: 'global_pool_conditions' is true; nets that give the same to all places are not supported.");
        net.RequireInput(Picture);
        net.RequireInput(Scale);
        string[] others = [.. unet.Inputs.Keys, Picture, Scale];
        net.RequireNoOtherInputs(others);
        foreach (ControlResidual residual in residuals)
        {
            TensorSpec given = net.Outputs[net.RequireOutput(residual.Name)], taken = unet.Inputs[unet.RequireInput(residual.Name)];
            if (!given.FitsAt(1, residual.Channels) || !taken.FitsAt(1, residual.Channels))
                throw new ModelFormatException(
                    $"{net.Path}: the output '{given.Name}' is declared as {given}, which does not fit {taken} of {unet.Path}.");
        }
    }
}
