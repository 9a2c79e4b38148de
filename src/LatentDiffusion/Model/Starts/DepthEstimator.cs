using System.Numerics.Tensors;
using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Imaging;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion.Model;

/// <summary>
/// Predicts the depth of a picture (DPT; Ranftl et al. 2021, https://arxiv.org/abs/2103.13413), which is prepared as
/// <c>DPTImageProcessor</c> of transformers does it: resized to the size the network was trained for, scaled, normalised by channel.
/// </summary>
internal sealed class DepthEstimator
{
    private const string Pixels = "pixel_values", Depth = "predicted_depth";

    private readonly OnnxGraph _graph;
    private readonly int _height, _width;
    private readonly ResampleFilter _filter;
    private readonly float[][] _tables;

    private DepthEstimator(OnnxGraph graph, ModelConfig config)
    {
        _graph = graph;
        graph.RequireNoOtherInputs(graph.RequireInput(Pixels));
        graph.RequireOutput(Depth);
        (_height, _width) = config.Section("size") is { } size ? (size.Sizes("height")[0], size.Sizes("width")[0])
            : (config.Sizes("size")[0], config.Sizes("size")[0]);
        _filter = PillowFilters.Of(config);
        _tables = [.. Enumerable.Range(0, 3).Select(channel => Table(config, channel))];
        if (config.Optional<bool?>("keep_aspect_ratio") == true)
            throw new ModelFormatException(
                $"{config.Path}: 'keep_aspect_ratio' is true, but the depth estimator has pictures of one size.");
        if (!graph.Inputs[Pixels].Fits([1, 3, _height, _width]))
            throw new ModelFormatException(
                $"{graph.Path}: the input '{Pixels}' is declared as {graph.Inputs[Pixels]}, "
                + $"but {config.Path} makes pictures of [1, 3, {_height}, {_width}].");
    }

    /// <summary>Wires up <c>depth_estimator</c> and <c>feature_extractor</c>.</summary>
    /// <exception cref="ModelFormatException">One of them is not right.</exception>
    public static DepthEstimator From(ModelFolder folder, GraphSet graphs) =>
        new(graphs["depth_estimator"], ModelConfig.Read(folder.Files("feature_extractor"), "preprocessor_config.json"));

    /// <summary>Predicts.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="warnings">Are told of an overflow in half precision.</param>
    /// <param name="cancellationToken">Stops within one operator.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="NumericalException">The result is not finite.</exception>
    public DepthMap Predict(RgbImage image, RunWarnings warnings, CancellationToken cancellationToken) =>
        _graph.Compute(graph => Predict(graph, image, cancellationToken), warnings);

    private DepthMap Predict(OnnxGraph graph, RgbImage image, CancellationToken cancellationToken)
    {
        using GraphCall call = graph.Call(cancellationToken);
        Span<float> pixels = call.Input(Pixels, 1, 3, _height, _width).Write();
        ReadOnlySpan<byte> rgb = image.Resize(_width, _height, _filter).Pixels;
        PixelConversion.ToTensor(rgb, _width * _height, _tables[0], _tables[1], _tables[2], pixels);
        call.FreeOutput(Depth);
        var (values, shape) = call.RunFree()[0];
        return shape is [1, var height, var width]
            ? new DepthMap(values, (int)height, (int)width)
            : throw new ModelFormatException(
                $"{_graph.Path}: '{Depth}' has the shape [{string.Join(", ", shape)}], but [1, height, width] is needed.");
    }

    /// <summary>What becomes of each byte of a channel.</summary>
    private static float[] Table(ModelConfig config, int channel)
    {
        double factor = config.Optional<bool?>("do_rescale") == false ? 1 : config.Optional<double?>("rescale_factor") ?? 1 / 255.0;
        bool normalize = config.Optional<bool?>("do_normalize") != false;
        float mean = normalize ? At("image_mean") : 0, deviation = normalize ? At("image_std") : 1;
        float[] table = [.. Enumerable.Range(0, 256).Select(value => ((float)(value * factor) - mean) / deviation)];
        return TensorPrimitives.IsFiniteAll<float>(table)
            ? table
            : throw new ModelFormatException($"{config.Path}: 'rescale_factor', 'image_mean' and 'image_std' give no finite numbers.");

        float At(string name) => config.Numbers<float>(name) is { Length: 3 } numbers
            ? numbers[channel]
            : throw new ModelFormatException($"{config.Path}: '{name}' should have one number for each of 3 channels.");
    }
}
