using System.Text;

namespace LatentDiffusion.Storage;

/// <summary>UTF-8 that refuses bytes which are no text, where .NET's own would read other letters.</summary>
internal static class StrictUtf8
{
    /// <summary>The encoding; it fails with a <see cref="DecoderFallbackException"/>.</summary>
    public static UTF8Encoding Encoding { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
