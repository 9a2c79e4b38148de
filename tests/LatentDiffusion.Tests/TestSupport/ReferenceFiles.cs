namespace LatentDiffusion.Tests;

/// <summary>Where the reference files are that <c>latent-diffusion-references</c> wrote.</summary>
internal static class ReferenceFiles
{
    /// <summary>The path of a reference file or folder.</summary>
    public static string Path(params ReadOnlySpan<string> parts) =>
        System.IO.Path.Combine([AppContext.BaseDirectory, "References", .. parts]);
}
