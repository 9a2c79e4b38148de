namespace LatentDiffusion.Tests;

/// <summary>What a generation gives, beside the pictures of <see cref="PipelineReferenceTests"/>.</summary>
public sealed class GenerationTests(EmojiFixture emoji)
{
    [Fact]
    public void Generate_Batch_EachPictureEqualsTheSingleOneOfItsSeed()
    {
        GenerationRequest request = new("a cactus") { Steps = 3, Seed = 40, Count = 3, Scheduler = Schedulers.EulerAncestralDiscrete() };
        GenerationResult batch = emoji.Pipeline.Generate(request);
        for (int k = 0; k < 3; k++)
        {
            GeneratedImage single = emoji.Pipeline.Generate(request with { Count = 1, Seed = 40 + k }).Images[0];
            Assert.Equal(40 + k, batch.Images[k].Seed);
            Assert.Equal(single.Pixels.ToArray(), batch.Images[k].Pixels.ToArray());
        }
    }

    [Fact]
    public void Generate_NoSeed_TellsOneThatRepeatsThePicture()
    {
        GeneratedImage first = emoji.Pipeline.Generate(new GenerationRequest("a cactus") { Steps = 2 }).Images[0];
        GeneratedImage second = emoji.Pipeline.Generate(new GenerationRequest("a cactus") { Steps = 2, Seed = first.Seed }).Images[0];
        Assert.Equal(first.Pixels.ToArray(), second.Pixels.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Generate_AnySeed_Works(long seed) =>
        Assert.Equal(seed, emoji.Pipeline.Generate(new GenerationRequest("x") { Steps = 1, Seed = seed }).Images[0].Seed);

    [Theory]
    [InlineData(64, 64)]
    [InlineData(192, 96)]
    public void Generate_OtherSize_HasIt(int width, int height)
    {
        GeneratedImage image = emoji.Pipeline.Generate(new GenerationRequest("x") { Steps = 1, Width = width, Height = height }).Images[0];
        Assert.Equal((width, height), (image.Width, image.Height));
    }

    [Fact]
    public void Generate_Progress_CountsUpAndCarriesPreviews()
    {
        List<GenerationStep> steps = [];
        Collect progress = new(steps);
        GenerationRequest request = new("a cactus") { Steps = 4, Seed = 1, PreviewInterval = 2 };
        GenerationResult result = emoji.Pipeline.Generate(request, progress);
        Assert.Equal(Enumerable.Range(1, 4), steps.Select(s => s.Step));
        Assert.All(steps, s => Assert.Equal(4, s.Steps));
        Assert.Equal([false, true, false, true], steps.Select(s => s.Preview is not null));
        // The last estimate of DDIM is the sample itself, where the last step goes all the way (1000 is a multiple of the steps).
        Assert.Equal(
            result.Images[0].Pixels.ToArray().Select(p => (double)p),
            steps[^1].Preview![0].Pixels.ToArray().Select(p => (double)p),
            new Within(1));
    }

    [Fact]
    public void Generate_ProgressThatChooses_ShowsWhatItAsksForBesideTheInterval()
    {
        List<GenerationStep> steps = [];
        emoji.Pipeline.Generate(new GenerationRequest("a cactus") { Steps = 4, Seed = 1 }, new Choose(steps, [false, true, true, false]));
        Assert.Equal([false, true, true, false], steps.Select(s => s.Preview is not null));
        emoji.Pipeline.Generate(
            new GenerationRequest("a cactus") { Steps = 4, Seed = 1, PreviewInterval = 4 }, new Choose(steps, [true, false, false, false]));
        Assert.Equal([true, false, false, true], steps.Skip(4).Select(s => s.Preview is not null));
    }

    [Fact]
    public void Generate_PreviewsDoNotChangeThePicture()
    {
        GenerationRequest request = new("a cactus") { Steps = 4, Seed = 1, Scheduler = Schedulers.DpmSolverMultistep() };
        byte[] plain = emoji.Pipeline.Generate(request).Images[0].Pixels.ToArray();
        Assert.Equal(plain, emoji.Pipeline.Generate(request with { PreviewInterval = 1 }, new Collect([])).Images[0].Pixels.ToArray());
    }

    [Fact]
    public void Generate_GuidanceOff_IgnoresTheNegativePrompt()
    {
        GenerationRequest request = new("a cactus") { Steps = 2, Seed = 1, GuidanceScale = 1 };
        Assert.Equal(
            emoji.Pipeline.Generate(request).Images[0].Pixels.ToArray(),
            emoji.Pipeline.Generate(request with { NegativePrompt = "green" }).Images[0].Pixels.ToArray());
    }

    [Fact]
    public void Generate_SteadyState_AllocatesNothingPerStep()
    {
        AllocationMeter meter = new(steps: 24);
        GenerationRequest request = new("a cactus") { Steps = 24, Seed = 1, Scheduler = Schedulers.EulerAncestralDiscrete() };
        emoji.Pipeline.Generate(request, meter); // so that everything is compiled and loaded
        emoji.Pipeline.Generate(request, meter);
        Assert.All(meter.BetweenSteps(), bytes => Assert.Equal(0, bytes));
    }

    [Fact]
    public void Generate_Hires_ShowsPreviewsOfBothPasses()
    {
        List<GenerationStep> steps = [];
        GenerationRequest request = new("a cactus") { Steps = 2, Seed = 1, Hires = new HiresFix { Scale = 1.25, Strength = 1 } };
        emoji.Pipeline.Generate(request, new Choose(steps, [true, false, false, true]));
        Assert.Equal([true, false, false, true], steps.Select(s => s.Preview is not null));
    }

    [Fact]
    public void Generate_NegativePromptWithoutGuidance_IsToldBesideOtherWarnings()
    {
        GenerationRequest request = new(string.Join(' ', Enumerable.Repeat("cactus", 200)))
        {
            Steps = 1, GuidanceScale = 1, NegativePrompt = "green",
        };
        GenerationResult result = emoji.Pipeline.Generate(request);
        Assert.Contains(result.Warnings, w => w.Contains("too long", StringComparison.Ordinal));
        Assert.Contains(result.Warnings, w => w.StartsWith("The negative prompt has no effect", StringComparison.Ordinal));
    }

    [Fact]
    public void Generate_InpaintingWithAnyPadding_IsOfTheWholePicture()
    {
        RgbImage picture = emoji.Pipeline.Generate(new GenerationRequest("a cactus") { Steps = 1 }).Images[0].Image;
        GenerationRequest request = new("a cactus")
        {
            Steps = 2, Seed = 1, Image = new ImageInput(picture),
            Inpainting = new Inpainting { Mask = new RgbImage(256, 256, [.. Enumerable.Repeat((byte)255, 3 * 256 * 256)]), Padding = 256 },
        };
        Assert.Equal(
            emoji.Pipeline.Generate(request).Images[0].Pixels.ToArray(),
            emoji.Pipeline.Generate(request with { Inpainting = request.Inpainting with { Padding = int.MaxValue } }).Images[0].Pixels.ToArray());
    }

    [Fact]
    public void Generate_SchedulerWithoutARun_IsNamed()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => emoji.Pipeline.Generate(new GenerationRequest("x") { Scheduler = new NoRun() }));
        Assert.Contains(nameof(NoRun), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Generate_SchedulerThatGivesNoNumbers_IsNamed()
    {
        NumericalException error = Assert.Throws<NumericalException>(
            () => emoji.Pipeline.Generate(new GenerationRequest("x") { Steps = 2, Scheduler = new NoNumbers() }));
        Assert.Contains($"the scheduler {typeof(NoNumbers).FullName}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Step);
    }

    [Fact]
    public void Save_SeveralPictures_NumbersThem()
    {
        using TemporaryFolder folder = new();
        GenerationResult result = emoji.Pipeline.Generate(new GenerationRequest("x") { Steps = 1, Count = 2 });
        Assert.Equal([folder["a-1.png"], folder["a-2.png"]], result.Save(folder["a.png"]));
        Assert.All(["a-1.png", "a-2.png"], name => Assert.True(File.Exists(folder[name])));
    }

    private sealed class Collect(List<GenerationStep> steps) : IProgress<GenerationStep>
    {
        public void Report(GenerationStep value) => steps.Add(value);
    }

    private sealed class NoRun : Scheduler
    {
        public override string ClassName => nameof(NoRun);

        public override ScheduleRun Start(ScheduleRequest request) => null!;
    }

    private sealed class NoNumbers : Scheduler
    {
        public override string ClassName => nameof(NoNumbers);

        public override ScheduleRun Start(ScheduleRequest request) => new Run(request.BatchSize * request.SampleLength);

        private sealed class Run(int length) : ScheduleRun([900, 500], [], length)
        {
            public override (double Signal, double Noise) NoiseLevel(int index) => (0, 1);

            public override void Denoise(ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination) =>
                sample.CopyTo(destination);

            protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample) =>
                sample.Fill(float.NaN);
        }
    }

    private sealed class Within(double difference) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= difference;

        public int GetHashCode(double value) => 0;
    }

    /// <summary>Asks for previews of the steps that a list says.</summary>
    private sealed class Choose(List<GenerationStep> steps, bool[] wanted) : IPreviewProgress
    {
        private int _asked;

        public bool WantsPreview => wanted[_asked++];

        public void Report(GenerationStep value) => steps.Add(value);
    }
}
