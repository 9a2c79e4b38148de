using System.Diagnostics;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>The signature as a stage of a pipeline.</summary>
public sealed class StageTests
{
    [Fact]
    public void Stage_SignsWhatIsSaved_AndCarriesOnWhatAPictureBrings()
    {
        using C2paSigner signer = Signers.Signer();
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(new PipelineOptions { FileStages = [new C2paStage(signer)] });
        MarkVerifier verifier = new(Signers.Trust);
        byte[] first = pipeline.Generate(new GenerationRequest("a cactus") { Steps = 1 }).Images[0].Encode(ImageFormat.Jpeg);
        MarkReport report = verifier.Verify(first);
        Assert.Empty(report.Problems);
        Assert.Equal(C2paState.Trusted, report.C2pa.State);
        Assert.EndsWith("/trainedAlgorithmicMedia", report.Origin!.DigitalSourceType, StringComparison.Ordinal);
        GenerationRequest edit = new("a cactus") { Steps = 1, Image = new(RgbImage.Decode(first).Resize(64, 64)) { Strength = 1 } };
        report = verifier.Verify(pipeline.Generate(edit).Images[0].Encode(ImageFormat.Webp));
        Assert.Empty(report.Problems);
        Assert.EndsWith("/compositeWithTrainedAlgorithmicMedia", report.Origin!.DigitalSourceType, StringComparison.Ordinal);
        Assert.Equal(["c2pa.opened", "c2pa.edited"], report.C2pa.Actions.Select(a => a.Name));
        Assert.NotNull(Assert.Single(report.C2pa.Ingredients).Manifest);
    }

    /// <summary>XMP and signature, in one process with a generation of 25 steps: at most 3 % of it.</summary>
    [Fact]
    public void Marking_TakesLittleOfAGeneration()
    {
        const int Repetitions = 40;
        using C2paSigner signer = Signers.Signer();
        using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline(new PipelineOptions { FileStages = [new C2paStage(signer)] });
        long began = Stopwatch.GetTimestamp();
        GeneratedImage image = pipeline.Generate(new GenerationRequest("a cactus") { Steps = 25, Seed = 1 }).Images[0];
        double drawing = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Time(() => image.Encode(ImageFormat.Png)); // compiled before it is measured
        double marked = Time(() => image.Encode(ImageFormat.Png));
        double bare = Time(() => image.Image.Encode(ImageFormat.Png, 95, image.Parameters.ToText()));
        double ratio = (marked - bare) / drawing;
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant($"marking / drawing: {ratio:0.0000}"));
        Assert.True(ratio <= 0.03, FormattableString.Invariant($"Marking takes {ratio:P2} of a generation."));

        static double Time(Action action)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < Repetitions; i++) action();
            return Stopwatch.GetElapsedTime(start).TotalSeconds / Repetitions;
        }
    }
}
