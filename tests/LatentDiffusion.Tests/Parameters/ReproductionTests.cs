using System.Reflection;
using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>What a saved picture says is enough to draw the same pixels again.</summary>
public sealed class ReproductionTests(TinyPipelines tiny, EmojiFixture emoji) : IClassFixture<TinyPipelines>
{
    private const int Requests = 4, Drawn = 2, MaxRounds = 60;

    public static TheoryData<string> Families =>
        new(Directory.GetDirectories(ReferenceFiles.Path("tiny", ""))
            .Select(f => Path.GetFileName(f)!).Where(f => f != "tiny_autoencoder"));

    [Theory]
    [MemberData(nameof(Families))]
    public void RandomRequests_SavedReadAndDrawnAgain_AreTheSame(string family)
    {
        LatentDiffusionPipeline pipeline = tiny[family];
        int drawn = 0;
        // Some models take few of the requests: a refusal costs nothing.
        for (int round = 0; round < MaxRounds && drawn < Drawn; round++)
            RandomRequests.For(pipeline.Traits).Sample(DrawTwice, iter: Requests, threads: 1);
        Assert.InRange(drawn, 1, int.MaxValue);

        void DrawTwice(GenerationRequest request)
        {
            GenerationResult first;
            try
            {
                first = pipeline.Generate(request);
            }
            catch (Exception e) when (e is ArgumentException or PromptFormatException or NumericalException)
            {
                return; // not for this model
            }

            drawn++;
            GeneratedImage last = first.Images[^1];
            string text = ImageMetadata.ReadParameters(last.Encode(ImageFormat.Png))!;
            GenerationResult again = pipeline.Generate(GenerationParameters.Parse(text).ToRequest(request));
            int allowed = request.Count > 1 ? 1 : 0; // matrix products of batches may round otherwise
            Assert.True(Difference(last, again.Images[0]) <= allowed, text);
            if (request.Count == 1) Assert.Equal(text, again.Images[0].Parameters.ToText());
        }
    }

    [Theory]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void OtherFormats_HoldAsMuch(ImageFormat format)
    {
        GenerationRequest request = new("a red apple") { Steps = 2, Scheduler = Schedulers.FromName("dpm++ 2m karras") };
        GeneratedImage image = emoji.Pipeline.Generate(request).Images[0];
        GenerationParameters read = GenerationParameters.Parse(ImageMetadata.ReadParameters(image.Encode(format))!);
        Assert.Equal(("DPM++ 2M", "Karras"), (read.Sampler, read.ScheduleType));
        Assert.True(image.Pixels.SequenceEqual(emoji.Pipeline.Generate(read.ToRequest()).Images[0].Pixels));
    }

    /// <summary>Whoever adds a value to a request decides where it is told.</summary>
    [Fact]
    public void EveryValueOfARequest_IsToldOrKnownNotToCount()
    {
        string[] known =
        [
            "GenerationRequest: Controls Count GuidanceRescale GuidanceScale Height Hires Image Inpainting NegativePrompt NoiseSource "
                + "Options PreviewInterval Prompt PromptSyntax Schedule Scheduler Seed Steps Width",
            "ImageInput: FirstPass Latents Picture Sources Strength",
            "Inpainting: Blur Mask Outpaint Padding PasteOriginal",
            "StepSchedule: End Eta Sigmas Start Timesteps",
            "DepthToImageOptions: DepthMap", "FluxOptions: MaxSequenceLength TrueGuidanceScale",
            "InstructPix2PixOptions: ImageGuidanceScale", "PixArtOptions: CleanCaption MaxSequenceLength ResolutionBinning",
            "SanaOptions: PromptInstruction", "SdxlOptions: SizeConditioning", "StableDiffusion3Options: MaxSequenceLength",
            "StableDiffusionOptions: ClipSkip", "UpscalerOptions: NoiseLevel",
        ];
        Type[] types =
        [
            typeof(GenerationRequest), typeof(ImageInput), typeof(Inpainting), typeof(StepSchedule),
            .. typeof(FamilyOptions).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(FamilyOptions)))
                .OrderBy(t => t.Name, StringComparer.Ordinal),
        ];
        const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        Assert.Equal(known, types.Select(
            t => $"{t.Name}: {string.Join(' ', t.GetProperties(Own).Select(p => p.Name).Order(StringComparer.Ordinal))}"));
    }

    [Fact]
    public void Refiner_IsToldBesideTheFirstModel()
    {
        LatentDiffusionPipeline pipeline = emoji.Pipeline;
        GenerationRequest request = new("a red apple") { Steps = 4, Seed = 3, Scheduler = Schedulers.FromName("euler") };
        GenerationResult first = pipeline.Generate(request with { Schedule = new StepSchedule { End = 0.5 } });
        GenerationRequest rest = request with
        {
            Image = new ImageInput { Latents = first.Latents, FirstPass = first.Images[0].Parameters },
            Schedule = new StepSchedule { Start = 0.5 },
        };
        GenerationParameters told = pipeline.Generate(rest).Images[0].Parameters;
        Assert.Contains(told.Other, f => f.Key == "Refiner" && f.Value.StartsWith("emoji [", StringComparison.Ordinal));
        Assert.Contains(new("Refiner switch at", "0.5"), told.Other);
        Assert.DoesNotContain(told.Other, f => f.Key is "Denoising end" or "Denoising start" or "Init latents hash");
        Assert.Equal("Version", told.Other[^1].Key);
        Assert.Equal(4, told.ToRequest().Steps);
    }

    private static int Difference(GeneratedImage a, GeneratedImage b) => (a.Width, a.Height) != (b.Width, b.Height) ? byte.MaxValue
        : a.Pixels.ToArray().Zip(b.Pixels.ToArray(), (x, y) => Math.Abs(x - y)).Max();

    [Fact]
    public void AnotherPicture_IsRefused()
    {
        RgbImage one = ImagingReference.NoiseImage(64, 64, 1), other = ImagingReference.NoiseImage(64, 64, 2);
        GenerationParameters made = tiny["stable_diffusion"].Generate(
            new GenerationRequest("x") { Image = new ImageInput(one), Steps = 2 }).Images[0].Parameters;
        Assert.Contains("Image.Picture is missing", Refusal(new("")), StringComparison.Ordinal);
        Assert.Contains("Image.Picture is another", Refusal(new("") { Image = new ImageInput(other) }), StringComparison.Ordinal);
        GenerationRequest masked = new("") { Image = new ImageInput(one), Inpainting = new Inpainting(other) };
        Assert.Contains("Inpainting.Mask is given", Refusal(masked), StringComparison.Ordinal);

        string Refusal(GenerationRequest pictures) => Assert.Throws<ArgumentException>(() => made.ToRequest(pictures)).Message;
    }
}
