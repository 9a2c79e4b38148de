using System.Text.Json;

namespace LatentDiffusion;

/// <summary>How JSON files of models are parsed.</summary>
internal static class StrictJson
{
    /// <summary>
    /// Refuses an object with a key twice, which would otherwise throw an untyped exception where the object is first looked at.
    /// </summary>
    public static JsonDocumentOptions Options { get; } = new() { AllowDuplicateProperties = false };
}
