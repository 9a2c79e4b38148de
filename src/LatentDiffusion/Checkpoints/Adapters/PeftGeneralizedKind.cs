using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// GLoRA (Chavan et al. 2023, https://arxiv.org/abs/2306.07967, equation 7) as PEFT has it, for linear layers: <c>W + W * A + B</c>,
/// element by element, and for the bias <c>b + b * D + E + W C</c>. A to E are of low rank (<c>Xd Xu</c>), vectors or numbers (<c>X</c>).
/// </summary>
internal sealed class PeftGeneralizedKind : AdapterKind
{
    private const string A = "glora_A", B = "glora_B", C = "glora_C", D = "glora_D", E = "glora_E";

    /// <summary>The roles of tensors for the bias.</summary>
    public static IReadOnlyList<string> BiasRoles { get; } = [.. RolesOf(C), .. RolesOf(D), .. RolesOf(E)];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Required => [];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Optional => [.. RolesOf(A), .. RolesOf(B)];

    /// <summary>The first matrix has all columns; a part of its rows is as good as all.</summary>
    public override bool CanBeCut => false;

    /// <inheritdoc/>
    public override bool Matches(AdapterLayer layer, long[] shape) =>
        shape.Length == 2 && Magnitude.Of(layer) is null && Fits(layer, A, shape[0], shape[1]) && Fits(layer, B, shape[0], shape[1]);

    /// <summary>Whether the tensors for the bias are those of one with so many rows.</summary>
    public static bool MatchesBias(AdapterLayer layer, AdapterTarget bias) =>
        Fits(layer, D, bias.Shape[0], 1) && Fits(layer, E, bias.Shape[0], 1)
        && (!IsIn(layer, C) || (bias.Columns > 1 && Fits(layer, C, bias.Columns, 1) && !IsNumber(layer, C)));

    /// <inheritdoc/>
    public override string Change(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string weight, AdapterStrength strength)
    {
        List<string> terms = [];
        if (IsIn(layer, A)) terms.Add(nodes.Node("Mul", weight, Value(nodes, layer, A)));
        if (IsIn(layer, B)) terms.Add(nodes.Node("Add", nodes.Node("Mul", weight, nodes.Number(0)), Value(nodes, layer, B)));
        return nodes.Node("Mul", nodes.Node("Sum", [.. terms]), nodes.Number((float)strength.Scale));
    }

    /// <summary>What is added to a bias before it is scaled, or null for nothing.</summary>
    public static string? BiasOf(AdapterNodes nodes, AdapterLayer layer, AdapterTarget target, string bias)
    {
        List<string> terms = [];
        long rows = target.Shape[0];
        if (IsIn(layer, D)) terms.Add(nodes.Node("Mul", bias, nodes.Reshape(Spread(D), rows)));
        if (IsIn(layer, E)) terms.Add(nodes.Reshape(Spread(E), rows));
        if (IsIn(layer, C)) terms.Add(nodes.Reshape(nodes.Node("MatMul", target.Weight!, Value(nodes, layer, C)), rows));
        return terms.Count == 0 ? null : nodes.Node("Sum", [.. terms]);

        // A number is spread over all rows.
        string Spread(string part) => nodes.Node("Mul", Value(nodes, layer, part), nodes.Ones(rows, 1));
    }

    private static string[] RolesOf(string part) => [$"{part}.Xd", $"{part}.Xu", $"{part}.X"];

    private static bool IsIn(AdapterLayer layer, string part) => layer.Has($"{part}.X") || layer.Has($"{part}.Xd");

    private static bool IsNumber(AdapterLayer layer, string part) =>
        layer.Tensors.GetValueOrDefault($"{part}.X") is { } whole && Size(whole.Shape) == 1;

    private static bool Fits(AdapterLayer layer, string part, long rows, long columns)
    {
        if (!IsIn(layer, part)) return !layer.Has($"{part}.Xu");
        if (layer.Tensors.TryGetValue($"{part}.X", out StoredTensor? whole))
            return !layer.Has($"{part}.Xd") && !layer.Has($"{part}.Xu") && Size(whole.Shape) is var size && (size == 1 || size == rows);
        return layer.Tensors[$"{part}.Xd"].Shape is [var first, var rank] && first == rows
            && layer.Tensors.GetValueOrDefault($"{part}.Xu")?.Shape is [var inner, var last] && inner == rank && last == columns;
    }

    private static string Value(AdapterNodes nodes, AdapterLayer layer, string part)
    {
        if (layer.Tensors.TryGetValue($"{part}.X", out StoredTensor? whole)) return nodes.Load(whole, Size(whole.Shape), 1);
        StoredTensor left = layer.Tensors[$"{part}.Xd"], right = layer.Tensors[$"{part}.Xu"];
        return nodes.Node("MatMul", nodes.Load(left, left.Shape), nodes.Load(right, right.Shape));
    }
}
