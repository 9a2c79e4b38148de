using Microsoft.ML.OnnxRuntime.Tensors;

namespace LatentDiffusion.Tests;

public sealed class TensorBufferTests
{
    /// <summary>ONNX Runtime's package counts bytes in 32 bits, and would blame something else.</summary>
    [Theory]
    [InlineData(TensorElementType.Float, 1L << 29)]
    [InlineData(TensorElementType.Int64, 1L << 28)]
    [InlineData(TensorElementType.Float16, 1L << 29)] // its values are kept in float32 too
    [InlineData(TensorElementType.Float, 1L << 62)]
    public void MoreThanTwoGigabytes_AreRefused_BeforeTheyAreTaken(TensorElementType type, long count)
    {
        TensorSpec spec = new("sample", type, [-1, -1], ["batch", "length"]);
        ArgumentException e = Assert.Throws<ArgumentException>(() => TensorBuffer.Allocate(spec, [4, count / 4]));
        Assert.StartsWith("'sample' would have the shape [4, ", e.Message, StringComparison.Ordinal);
        Assert.Contains("ask for fewer or smaller pictures", e.Message, StringComparison.Ordinal);
    }
}
