using LatentDiffusion.Models.Emoji;
using LatentDiffusion.Tests;

[assembly: AssemblyFixture(typeof(EmojiFixture))]

namespace LatentDiffusion.Tests;

/// <summary>The default model, loaded once for all tests.</summary>
public sealed class EmojiFixture : IDisposable
{
    public LatentDiffusionPipeline Pipeline { get; } = EmojiModel.CreatePipeline();

    public void Dispose() => Pipeline.Dispose();
}
