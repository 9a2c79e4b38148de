using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Provenance;

/// <summary>
/// One graph of a TrustMark model: a picture, for the encoder also 100 bits, to one tensor. Inputs are told apart by their rank.
/// </summary>
internal sealed class TrustMarkGraph : IDisposable
{
    private readonly InferenceSession _session;
    private readonly string _path, _image;
    private readonly string? _secret;

    /// <summary>Loads a graph.</summary>
    /// <param name="path">The file.</param>
    /// <param name="provider">Where it runs.</param>
    /// <param name="size">The side of the picture where the graph leaves it open.</param>
    /// <param name="takesSecret">Whether it must take bits.</param>
    /// <exception cref="ModelFormatException">ONNX Runtime refuses the file, or it is another kind of graph.</exception>
    public TrustMarkGraph(string path, ExecutionProvider provider, int size, bool takesSecret)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: there is no such file; it must be a graph of a TrustMark model.", path);
        using var options = new SessionOptions();
        provider.Configure(options);
        try
        {
            (_path, _session) = (path, new InferenceSession(path, options));
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelFormatException($"{path}: ONNX Runtime cannot load this graph: {e.Message}", e);
        }

        _image = Input(4) ?? throw Wrong("a picture [1, 3, height, width]");
        _secret = Input(2);
        if (takesSecret != _secret is not null) throw Wrong(takesSecret ? "also the bits [1, 100]" : "nothing but a picture");
        foreach (var (name, input) in _session.InputMetadata) RequireFloats(name, input);
        RequireFloats(_session.OutputNames[0], _session.OutputMetadata[_session.OutputNames[0]]);
        int[] shape = _session.InputMetadata[_image].Dimensions;
        (int height, int width) = (shape[2], shape[3]);
        if (height > 0 && width > 0 && height != width)
            throw Broken(FormattableString.Invariant($"'{_image}' is a picture of {width}x{height}; one of TrustMark is a square."));
        Size = height > 0 ? height : width > 0 ? width : size;
    }

    /// <summary>The side of the picture that it takes.</summary>
    public int Size { get; }

    /// <summary>Computes.</summary>
    /// <param name="image">Three planes of <see cref="Size"/> squared, from -1 to 1.</param>
    /// <param name="secret">100 bits as 0 and 1, for the encoder.</param>
    /// <param name="count">How many numbers must come out.</param>
    /// <exception cref="GraphRunException">ONNX Runtime failed.</exception>
    /// <exception cref="ModelFormatException">Another number of numbers comes out.</exception>
    public float[] Run(float[] image, float[]? secret, int count)
    {
        using OrtValue picture = OrtValue.CreateTensorValueFromMemory(image, [1, 3, Size, Size]);
        using OrtValue? bits = secret is null ? null : OrtValue.CreateTensorValueFromMemory(secret, [1, secret.Length]);
        string[] names = _secret is null ? [_image] : [_image, _secret];
        OrtValue[] values = bits is null ? [picture] : [picture, bits];
        float[] result = Compute(names, values);
        if (result.Length != count)
            throw new ModelFormatException($"{_path}: the graph gives {result.Length} numbers; one of TrustMark gives {count} here.");
        return result;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private string? Input(int rank) =>
        _session.InputMetadata.FirstOrDefault(input => input.Value.IsTensor && input.Value.Dimensions.Length == rank).Key;

    private float[] Compute(string[] names, OrtValue[] values)
    {
        using var run = new RunOptions();
        try
        {
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(run, names, values, [_session.OutputNames[0]]);
            return outputs[0].GetTensorDataAsSpan<float>().ToArray();
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraphRunException($"{_path}: ONNX Runtime cannot run this graph: {e.Message}", e);
        }
    }

    /// <summary>Refuses half precision and the like, which ONNX Runtime refuses only when it runs.</summary>
    private void RequireFloats(string name, NodeMetadata value)
    {
        string type = value.IsTensor ? $"{value.ElementDataType}" : $"{value.OnnxValueType}";
        if (type != nameof(TensorElementType.Float))
            throw Broken($"'{name}' is of {type}; a graph of TrustMark takes and gives Float, 32 bits each.");
    }

    private ModelFormatException Wrong(string expected)
    {
        string inputs = string.Join(", ", _session.InputMetadata.Keys);
        return Broken($"the graph's inputs are {inputs}; it must take {expected}.");
    }

    private ModelFormatException Broken(string fault)
    {
        _session.Dispose();
        return new ModelFormatException($"{_path}: {fault}");
    }
}
