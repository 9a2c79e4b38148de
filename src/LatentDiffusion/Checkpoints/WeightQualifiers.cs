using System.Numerics.Tensors;
using System.Text;
using System.Text.Json;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// What stands beside the weights of a checkpoint, by its keys, and changes what they mean: scales of quantised weights. What is not
/// understood is a fault, because the weights mean something else without it.
/// </summary>
/// <param name="weights">The checkpoint.</param>
/// <param name="used">Keys of the tensors that a graph uses.</param>
internal sealed class WeightQualifiers(Weights weights, IReadOnlySet<string> used)
{
    private const string Weight = ".weight", Bias = ".bias", Format = "format";

    /// <summary>Factors on weights: the names of ComfyUI, and of compressed-tensors and ModelOpt.</summary>
    private static readonly string[] Scales = ["scale_weight", "weight_scale"];

    /// <summary>Factors on what goes into a layer that computes in 8 bits; here all compute in single precision.</summary>
    private static readonly string[] OfInputs = ["scale_input", "input_scale"];

    /// <summary>How ComfyUI describes a layer: JSON in the bytes of a tensor.</summary>
    private const string Description = "comfy_quant";

    /// <summary>
    /// The same of all layers, as JSON in the metadata (https://github.com/Comfy-Org/ComfyUI/blob/master/QUANTIZATION.md).
    /// </summary>
    private const string Descriptions = "_quantization_metadata", Layers = "layers";

    private readonly int _longest = used.Select(key => key.Length).DefaultIfEmpty().Max();
    private readonly Dictionary<string, StoredTensor> _scales = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, SafetensorsFile> _open = new(StringComparer.Ordinal);

    /// <summary>What is wrong with them, one text each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>The scale of a tensor: one number, or one for each row; null where it has none.</summary>
    public StoredTensor? ScaleOf(StoredTensor tensor) => _scales.GetValueOrDefault(tensor.Key);

    /// <summary>Reads what belongs to the tensors that are used.</summary>
    public WeightQualifiers Read()
    {
        try
        {
            ReadAll();
            return this;
        }
        finally
        {
            foreach (SafetensorsFile file in _open.Values) file.Dispose();
            _open.Clear();
        }
    }

    private void ReadAll()
    {
        HashSet<string> layers = [.. used.Select(LayerOf).OfType<string>()];
        DescribeLayers(layers);
        foreach (StoredTensor tensor in weights.Tensors.Values.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            if (used.Contains(tensor.Key) || Owner(tensor.Key, layers) is not { } owner) continue;
            string name = tensor.Key[(owner.Length + 1)..], weight = owner + Weight;
            if (Scales.Contains(name) && used.Contains(weight)) Add(weights.Tensors[weight], tensor);
            else if (name == Description) Describe(tensor);
            else if (!OfInputs.Contains(name))
                _faults.Add($"'{Shown.Of(tensor.Key)}' ({tensor}) changes what '{Shown.Of(owner)}' means, in a way that is not known");
        }
    }

    /// <summary>The bytes of a tensor. Its file stays open until all are read: each layer may have some, and a header is long.</summary>
    private ReadOnlySpan<byte> Bytes(StoredTensor tensor)
    {
        if (!_open.TryGetValue(tensor.File, out SafetensorsFile? file)) _open[tensor.File] = file = SafetensorsFile.Open(tensor.File);
        return file.Bytes(tensor);
    }

    /// <summary>The layer of a weight or bias.</summary>
    private static string? LayerOf(string key) => key.EndsWith(Weight, StringComparison.Ordinal) ? key[..^Weight.Length]
        : key.EndsWith(Bias, StringComparison.Ordinal) ? key[..^Bias.Length] : null;

    /// <summary>
    /// The layer or tensor that a key belongs to, as what stands before a point or underscore in it; null for keys of their own.
    /// </summary>
    private string? Owner(string key, HashSet<string> layers)
    {
        int last = key.LastIndexOf('.'), end = Math.Min(key.Length, _longest + 1); // a key may be as long as a header
        for (int i = 1; i < end; i++)
        {
            if (key[i] == '.' && layers.Contains(key[..i])) return key[..i];
            if ((key[i] == '.' || (key[i] == '_' && i > last)) && used.Contains(key[..i])) return key[..i];
        }

        return null;
    }

    private void Add(StoredTensor weight, StoredTensor scale)
    {
        long count = scale.Shape.Aggregate(1L, (product, size) => product * size);
        bool isOfRows = scale.Shape is [var rows, ..] && rows == count && weight.Shape is [var all, ..] && all == rows;
        if (!scale.Type.IsReal || (count != 1 && !isOfRows))
            _faults.Add($"'{Shown.Of(scale.Key)}' is {scale}, but one number, or one for each row of {weight}, is needed");
        else if (!IsFinite(scale))
            _faults.Add($"'{Shown.Of(scale.Key)}' has values that are not finite");
        else if (!_scales.TryAdd(weight.Key, scale))
            _faults.Add($"'{Shown.Of(weight.Key)}' has two scales, '{Shown.Of(scale.Key)}' and '{Shown.Of(_scales[weight.Key].Key)}'");
    }

    private bool IsFinite(StoredTensor scale)
    {
        int count = (int)scale.Shape.Aggregate(1L, (product, size) => product * size);
        return TensorPrimitives.IsFiniteAll<float>(StoredValues.ToSingle(scale.Type, Bytes(scale), count));
    }

    private void Describe(StoredTensor tensor)
    {
        string where = $"'{Shown.Of(tensor.Key)}'", json = Encoding.UTF8.GetString(Bytes(tensor));
        Describe(where, StrictJson.Element($"{tensor.File}, {where}", Encoding.UTF8.GetBytes(json)));
    }

    /// <summary>The same descriptions in the metadata of a header, of the layers that are used.</summary>
    private void DescribeLayers(HashSet<string> layers)
    {
        if (!weights.Metadata.TryGetValue(Descriptions, out string? json)) return;
        string where = $"'{Descriptions}' in the metadata";
        JsonElement all = StrictJson.Element($"{weights.Path}, {where}", Encoding.UTF8.GetBytes(json));
        if (all.ValueKind != JsonValueKind.Object || !all.TryGetProperty(Layers, out JsonElement described)
            || described.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{where} says {Shown.Of(json)}, which is not known");
            return;
        }

        foreach (JsonProperty layer in described.EnumerateObject().Where(l => layers.Contains(l.Name)))
            Describe($"{where}, '{Shown.Of(layer.Name)}',", layer.Value);
    }

    private void Describe(string where, JsonElement description)
    {
        bool isKnown = description.ValueKind == JsonValueKind.Object && description.EnumerateObject().All(entry => entry.Name switch
        {
            Format => entry.Value.ValueKind == JsonValueKind.String && entry.Value.GetString() is "float8_e4m3fn" or "float8_e5m2",
            "full_precision_matrix_mult" => true,
            "params" => entry.Value.ValueKind == JsonValueKind.Object && entry.Value.GetPropertyCount() == 0,
            _ => false,
        });
        if (!isKnown) _faults.Add($"{where} says {Shown.Of(description.GetRawText())}, which is not known");
    }
}
