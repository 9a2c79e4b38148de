using System.Text.Json;

namespace LatentDiffusion.Server.Tests;

/// <summary>Small pictures, and ways to send and read them.</summary>
internal static class Pictures
{
    public static RgbImage Pattern(int side) => new(side, side, [.. Enumerable.Range(0, 3 * side * side).Select(i => (byte)(i % 251))]);

    /// <summary>The lower half is white.</summary>
    public static RgbImage Half(int side)
    {
        byte[] pixels = new byte[3 * side * side];
        pixels.AsSpan(pixels.Length / 2).Fill(255);
        return new RgbImage(side, side, pixels);
    }

    public static string Base64(RgbImage image) => Convert.ToBase64String(image.Encode(ImageFormat.Png));

    public static string DataUrl(RgbImage image) => "data:image/png;base64," + Base64(image);

    public static RgbImage Read(JsonElement base64) => RgbImage.Decode(base64.GetBytesFromBase64());

    /// <summary>What the pipeline itself draws.</summary>
    public static RgbImage Direct(GenerationRequest request)
    {
        using LatentDiffusionPipeline pipeline = RunningServer.Load();
        return pipeline.Generate(request).Images[0].Image;
    }
}
