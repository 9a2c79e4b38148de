namespace LatentDiffusion.Tests;

/// <summary>
/// What the comparison with diffusers does not show of depth to image: what is refused, and maps that are easy to get wrong.
/// </summary>
public sealed class DepthToImageTests : IDisposable
{
    private static readonly RgbImage Picture = new(64, 64, [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)(i % 251))]);

    private readonly ModelCopy _model = ModelCopy.OfTiny("depth_to_image");

    [Fact]
    public void Generate_MapOfOneValue_IsFiniteAndDiffersFromPredicted()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        GenerationRequest request = new("a") { Steps = 2, Seed = 1, Image = new(Picture) };
        float[] flat = Latents(new RgbImage(1, 1, [9, 9, 9]));
        Assert.Equal(flat, Latents(new RgbImage(3, 2, new byte[18])));
        Assert.NotEqual(flat, pipeline.Generate(request).Latents.ToArray());

        float[] Latents(RgbImage depth) =>
            pipeline.Generate(request with { Options = new DepthToImageOptions { DepthMap = depth } }).Latents.ToArray();
    }

    [Fact]
    public void Generate_WithoutPictureOrWithMask_IsRefused()
    {
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(_model.Path);
        Refuses(new GenerationRequest("a"), "Image.Picture is null; it is missing");
        Refuses(
            new GenerationRequest("a") { Options = new DepthToImageOptions { DepthMap = Picture } },
            "Image.Picture is null; it is missing");
        Refuses(new GenerationRequest("a") { Image = new(Picture), Inpainting = new(Picture) }, "Inpainting is set; the model");

        void Refuses(GenerationRequest request, string message)
        {
            ArgumentException e = Assert.ThrowsAny<ArgumentException>(() => pipeline.Generate(request));
            Assert.StartsWith(message, e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("depth_estimator/model.onnx")]
    [InlineData("feature_extractor/preprocessor_config.json")]
    public void Load_MissingFile_NamesIt(string file)
    {
        File.Delete(_model[file]);
        Assert.Contains(_model[file], _model.LoadFails().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"size": 48, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}""", "[1, 3, 48, 48]")]
    [InlineData("""{"size": {"height": 32}}""", "'width' is missing")]
    [InlineData("""{"size": 32, "resample": 5, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}""", "'resample' is 5")]
    [InlineData("""{"size": 32, "image_mean": [0.5], "image_std": [1, 1, 1]}""", "'image_mean'")]
    [InlineData("""{"size": 32, "image_mean": [0, 0, 0], "image_std": [1, 1, "x"]}""", "'image_std'")]
    [InlineData("""{"size": 32, "keep_aspect_ratio": true, "image_mean": [0, 0, 0], "image_std": [1, 1, 1]}""", "'keep_aspect_ratio'")]
    public void Load_OtherPreparation_NamesWhatIsWrong(string config, string message)
    {
        string file = _model["feature_extractor/preprocessor_config.json"];
        File.WriteAllText(file, config);
        string found = _model.LoadFails().Message;
        Assert.Contains(file, found, StringComparison.Ordinal);
        Assert.Contains(message, found, StringComparison.Ordinal);
    }

    public void Dispose() => _model.Dispose();
}
