namespace LatentDiffusion.Runtime;

/// <summary>Names of components that any model may have.</summary>
internal static class ComponentNames
{
    /// <summary>The decoder for previews.</summary>
    public const string PreviewDecoder = "preview_decoder";
}
