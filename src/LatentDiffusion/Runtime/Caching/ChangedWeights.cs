using System.Runtime.InteropServices;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Runtime;

/// <summary>
/// Weights that adapters change, as a prepared graph wants them: they take the place of those that lie in the cache. ONNX Runtime computes
/// them in graphs of their own; that what lies in the cache is the same weight is seen by its values before the change.
/// </summary>
internal sealed class ChangedWeights : IDisposable
{
    // Bytes of weights that are computed at once.
    private const long AtOnce = 1 << 28;

    private readonly Dictionary<string, AlignedTensor> _values = new(StringComparer.Ordinal);

    private ChangedWeights()
    {
    }

    /// <summary>Gives them to a session that is to be made. They must live as long as it does.</summary>
    public void AddTo(SessionOptions options)
    {
        foreach (var (name, value) in _values) options.AddInitializer(name, value.Value);
    }

    /// <summary>Computes them; null where one is not to be found in the prepared graph.</summary>
    /// <param name="graph">The changed graph.</param>
    /// <param name="prepared">Path of the prepared graph without the changes.</param>
    /// <param name="weights">Path of the file with its weights.</param>
    /// <param name="settings">How sessions are made.</param>
    public static ChangedWeights? Of(BoundGraph graph, string prepared, string weights, SessionSettings settings)
    {
        Dictionary<string, TensorProto> there = ModelProto.Parse(File.ReadAllBytes(prepared)).Graph.Initializers
            .ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        ValueGraph values = new(graph);
        List<(TensorProto Tensor, string Before)> changes = [];
        foreach (var (name, before) in graph.Changes!.Before)
        {
            var (read, readBefore) = values.AsRead(name, before);
            if (read is null || !there.TryGetValue(read, out TensorProto? tensor) || tensor.Type != DataType.Float) return null;
            changes.Add((tensor, readBefore));
        }

        using MappedFile? stored = File.Exists(weights) ? MappedFile.Open(weights) : null;
        MappedFile[] files = graph.Map();
        ChangedWeights result = new();
        try
        {
            for (int first = 0; first < changes.Count;)
            {
                int end = first;
                for (long bytes = 0; end < changes.Count && bytes < AtOnce; end++) bytes += changes[end].Tensor.Count * sizeof(float);
                if (!result.Add(changes[first..end], values, files, stored, settings))
                {
                    result.Dispose();
                    return null;
                }

                first = end;
            }

            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
        finally
        {
            foreach (MappedFile file in files) file.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (AlignedTensor value in _values.Values) value.Dispose();
    }

    private bool Add(
        List<(TensorProto Tensor, string Before)> changes,
        ValueGraph values,
        IReadOnlyList<MappedFile> files,
        MappedFile? weights,
        SessionSettings settings)
    {
        settings.CancellationToken.ThrowIfCancellationRequested();
        using IDisposableReadOnlyCollection<OrtValue> computed =
            values.Compute([.. changes.SelectMany(change => new[] { change.Before, change.Tensor.Name })], files, settings);
        foreach (var (i, (tensor, _)) in changes.Index())
        {
            ReadOnlySpan<byte> stored = tensor.RawData is { } raw ? raw.Span
                : tensor.External is { Length: { } length } external && weights is not null ? weights.Bytes(external.Offset, length) : [];
            if (InLayout(tensor, MemoryMarshal.Cast<byte, float>(stored), computed[2 * i], computed[2 * i + 1]) is not { } value)
                return false;
            _values[tensor.Name] = value;
        }

        return true;
    }

    /// <summary>The changed values in the layout that those before the change have in the cache; null where they have none.</summary>
    private static AlignedTensor? InLayout(TensorProto tensor, ReadOnlySpan<float> stored, OrtValue before, OrtValue after)
    {
        if (!Fits(before) || !Fits(after) || stored.Length != tensor.Count) return null;
        AlignedTensor result = new(tensor.Shape);
        Span<float> values = result.Values;
        if (stored.SequenceEqual(before.GetTensorDataAsSpan<float>()))
        {
            after.GetTensorDataAsSpan<float>().CopyTo(values);
            return result;
        }

        int block = ConvolutionBlocks.Size;
        if (BlockedConvolutions.FillsBlocks(tensor.Shape, block))
        {
            BlockedWeight.Write(before.GetTensorDataAsSpan<float>(), tensor.Shape, block, values);
            if (stored.SequenceEqual(values))
            {
                BlockedWeight.Write(after.GetTensorDataAsSpan<float>(), tensor.Shape, block, values);
                return result;
            }
        }

        result.Dispose();
        return null;

        bool Fits(OrtValue value) => value.GetTensorTypeAndShape() is var type
            && type.ElementDataType == TensorElementType.Float && type.Shape.AsSpan().SequenceEqual(tensor.Shape);
    }
}
