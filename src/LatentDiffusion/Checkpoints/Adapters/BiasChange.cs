using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>What adapters add to the bias of a layer, beside or in place of what they do to its weight.</summary>
internal static class BiasChange
{
    private const string Difference = "diff_b", OfLora = "lora_bias";

    /// <summary>
    /// The roles of tensors for the bias alone: LyCORIS' and ComfyUI's difference, PEFT's bias of the second matrix of LoRA, and C, D and E
    /// of its GLoRA.
    /// </summary>
    public static readonly string[] Roles = [Difference, OfLora, .. PeftGeneralizedKind.BiasRoles];

    /// <summary>Whether a layer cannot be adapted without a bias.</summary>
    public static bool IsNeeded(AdapterLayer layer) => layer.Tensors.Keys.Intersect(Roles).Any();

    /// <summary>Whether a bias that is there changes.</summary>
    public static bool IsIn(AdapterLayer layer) => IsNeeded(layer) || PeftFactorKind.ChangesBias(layer);

    /// <summary>Whether the tensors are for a bias.</summary>
    public static bool Matches(AdapterLayer layer, AdapterTarget bias) =>
        new[] { Difference, OfLora }.All(role => !layer.Has(role) || Size(layer.Tensors[role]) == bias.Shape[0])
        && PeftGeneralizedKind.MatchesBias(layer, bias);

    /// <summary>Adds the nodes that compute the change of a bias.</summary>
    /// <param name="nodes">What they are added to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="target">The bias and its part.</param>
    /// <param name="bias">Name of the bias.</param>
    /// <param name="strength">Strength of the adapter.</param>
    /// <returns>Name of what is added to it.</returns>
    public static string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string bias, double strength)
    {
        List<string> terms = [];
        if (layer.Tensors.TryGetValue(Difference, out StoredTensor? difference)) Add(target.Slice(nodes, Load(difference)), strength);
        if (layer.Tensors.TryGetValue(OfLora, out StoredTensor? ofLora))
            Add(target.Slice(nodes, Load(ofLora)), AdapterKind.Of(layer)?.Scale(layer, [], strength) ?? strength);
        if (PeftFactorKind.ChangesBias(layer)) Add(PeftFactorKind.Bias(nodes, layer, target, bias), strength);
        if (PeftGeneralizedKind.BiasOf(nodes, layer, target, bias) is { } generalized) Add(generalized, strength);
        return terms is [var only] ? only : nodes.Node("Sum", [.. terms]);

        string Load(StoredTensor tensor) => nodes.Load(tensor, target.Shape);

        void Add(string value, double scale) => terms.Add(nodes.Node("Mul", value, nodes.Number((float)scale)));
    }

    private static long Size(StoredTensor tensor) => tensor.Shape.Aggregate(1L, (product, size) => product * size);
}
