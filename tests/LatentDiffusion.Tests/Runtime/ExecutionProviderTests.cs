using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Tests;

/// <summary>Providers by name, their options, and what is said where they are not there.</summary>
public sealed class ExecutionProviderTests
{
    [Fact]
    public void Best_HereIsOneThatWorks()
    {
        Assert.Null(ExecutionProviders.Status().Single(s => s.Provider.Name == ExecutionProviders.Best.Name).Problem);
        Assert.Same(ExecutionProviders.Best, ExecutionProviders.FromName("Best"));
        Assert.Equal(5, ExecutionProviders.Status().Count);
        Assert.Null(ExecutionProviders.Status().Single(s => s.Provider == ExecutionProviders.Cpu).Problem);
    }

    [Fact]
    public void FromName_TakesTheNumberOfADevice()
    {
        Assert.Equal(1, Assert.IsType<CudaProvider>(ExecutionProviders.FromName("CUDA:1")).DeviceId);
        Assert.Equal(2, Assert.IsType<TensorRtProvider>(ExecutionProviders.FromName("tensorrt:2")).DeviceId);
        Assert.Equal(3, Assert.IsType<DirectMlProvider>(ExecutionProviders.FromName("directml:3")).DeviceId);
    }

    [Theory]
    [InlineData("cpu:0", "no numbered devices")]
    [InlineData("cuda:one", "number of a device")]
    [InlineData("cuda:-1", "number of a device")]
    [InlineData("rocm", "There are: best, cuda, directml, coreml, cpu, tensorrt")]
    public void FromName_WhatThereIsNot_IsRefused(string name, string rule) =>
        Assert.Contains(rule, Assert.Throws<ArgumentException>(() => ExecutionProviders.FromName(name)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "Failed to load library libonnxruntime_providers_cuda.so with error: "
        + "libcublasLt.so.13: cannot open shared object file: No such")]
    [InlineData("Error loading \"x\\onnxruntime_providers_cuda.dll\" which depends on \"cublasLt64_13.dll\" which is missing. (Error 126)")]
    public void Exception_MissingLibrary_NamesItAndTheVersions(string message)
    {
        string text = new ExecutionProviderException(ExecutionProviders.Cuda, new InvalidOperationException(message)).Message;
        Assert.Matches("The library (libcublasLt.so.13|cublasLt64_13.dll) is missing", text);
        Assert.Contains("CUDA 13", text, StringComparison.Ordinal);
        Assert.Contains("cuDNN 9", text, StringComparison.Ordinal);
        Assert.DoesNotContain("add the package", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_AbsentProvider_NamesThePackage() =>
        Assert.Contains(
            "add the package Microsoft.ML.OnnxRuntime.Gpu", new ExecutionProviderException(ExecutionProviders.Cuda, null).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("no/such/library.so", "There is no file")]
    [InlineData("tiny/stable_diffusion/model_index.json", "library")] // there, but no library
    public void FromLibrary_WhatIsNoLibrary_IsRefusedWhenAPipelineIsLoaded(string path, string rule)
    {
        ExecutionProvider provider = ExecutionProviders.FromLibrary("WebGpuExecutionProvider", ReferenceFiles.Path(path.Split('/')));
        Assert.Equal("webgpu", provider.Name);
        ExecutionProviderException e = Assert.Throws<ExecutionProviderException>(
            () => LatentDiffusionPipeline.Load(
                ReferenceFiles.Path("tiny", "stable_diffusion"), new PipelineOptions { Provider = provider }));
        Assert.Same(provider, e.Provider);
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_WritesOptionsAsOnnxRuntimeReadsThem()
    {
        Dictionary<string, string> options = ProviderOptions.Merge(
            [("device_id", 1), ("use_tf32", false), ("gpu_mem_limit", 8L << 30), ("prefer_nhwc", null), ("mine", true)],
            new Dictionary<string, string> { ["mine"] = "no" });
        Assert.Equal(
            new() { ["device_id"] = "1", ["use_tf32"] = "0", ["gpu_mem_limit"] = "8589934592", ["mine"] = "no" }, options);
    }

    [Theory]
    [InlineData("enable_cuda_graph", "1", true)]
    [InlineData("trt_cuda_graph_enable", "True", true)]
    [InlineData("enable_cuda_graph", "0", false)]
    [InlineData("enable_cuda_graphs", "1", false)] // no name of theirs, which ONNX Runtime refuses itself
    public void Configure_RunsThatAreReplayed_AreRefused(string name, string value, bool isRefused)
    {
        Dictionary<string, string> named = new() { [name] = value };
        using SessionOptions options = new();
        foreach (Exception? e in new[]
        {
            Record.Exception(() => ProviderOptions.Merge([], named)),
            Record.Exception(() => ExecutionProviders.FromLibrary("Some", "some.so", named).Configure(options)), // there is none
        })
            Assert.Equal(isRefused, e is ArgumentException && e.Message.Contains($"'{name}' is '{value}'", StringComparison.Ordinal));
    }

    [Fact]
    public void Configure_CachesOfTensorRt_AreMade()
    {
        using TemporaryFolder folder = new();
        string cache = Path.Combine(folder.Path, "engines");
        using SessionOptions options = new();
        Assert.ThrowsAny<Exception>(() => new TensorRtProvider { CacheFolder = cache }.Configure(options)); // no TensorRT here
        Assert.True(Directory.Exists(cache));
    }
}
