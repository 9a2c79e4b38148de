using LatentDiffusion.Hub;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.PublicApi.Tests;

/// <summary>The C# of the README. Each region runs in a folder of its own that holds what it reads.</summary>
internal static class Snippets
{
    public static void QuickStart()
    {
        #region QuickStart
        using var pipeline = EmojiModel.CreatePipeline();
        pipeline.Generate("a red apple").Save("apple.png");
        #endregion
    }

    public static void Again()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        pipeline.Generate("a red apple").Save("apple.png");
        #region Again
        GenerationParameters told = GenerationParameters.Parse(ImageMetadata.ReadParameters("apple.png")!);
        pipeline.Generate(told.ToRequest()).Save("again.png");
        #endregion
    }

    public static async Task Request()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        var cancellationToken = CancellationToken.None;
        #region Request
        var request = new GenerationRequest("a red apple")
        {
            NegativePrompt = "green",
            Steps = 20,
            GuidanceScale = 4,
            Seed = 42,
            Count = 4,
            Scheduler = Schedulers.FromName("dpm++ 2m karras"),
        };
        var progress = new Progress<GenerationStep>(step => Console.WriteLine($"{step.Step} of {step.Steps}"));

        GenerationResult result = await pipeline.GenerateAsync(request, progress, cancellationToken);
        result.Save("apples.png"); // apples-1.png to apples-4.png
        #endregion
    }

    public static void OwnModel()
    {
        #region OwnModel
        using var pipeline = LatentDiffusionPipeline.Load("models/stable-diffusion-v1-5-onnx");
        pipeline.Generate("a lighthouse on a cliff at dawn, oil painting").Save("lighthouse.png");
        #endregion
    }

    public static void DownloadedModel()
    {
        #region DownloadedModel
        using var pipeline = LatentDiffusionPipeline.Load("models/dreamshaper-8"); // or "models/dreamshaper_8.safetensors"
        pipeline.Generate("a lighthouse on a cliff at dawn, oil painting").Save("lighthouse.png");
        #endregion
    }

    public static async Task ModelByName()
    {
        #region ModelByName
        using var pipeline = await LatentDiffusionPipeline.LoadAsync("stable-diffusion-v1-5/stable-diffusion-v1-5");
        pipeline.Generate("a lighthouse on a cliff at dawn, oil painting").Save("lighthouse.png");
        #endregion
    }

    public static void Parts()
    {
        #region Parts
        var options = new PipelineOptions
        {
            Components = new Dictionary<string, string> { ["vae"] = "models/vae-ft-mse-840000.safetensors" },
            Embeddings = [new TextualInversion("embeddings/charcoal.safetensors")], // "charcoal" in prompts stands for it
        };
        using var pipeline = LatentDiffusionPipeline.Load("models/dreamshaper-8", options);
        #endregion
    }

    public static void Lora()
    {
        #region Lora
        using var pipeline = LatentDiffusionPipeline.Load("models/dreamshaper-8");
        pipeline.LoadLora("loras/watercolour.safetensors", 0.8);
        pipeline.Generate("a lighthouse on a cliff at dawn").Save("watercolour.png");
        pipeline.UnloadLora("watercolour"); // the model is exactly what it was
        #endregion
    }

    public static void LoraTags()
    {
        #region LoraTags
        using var pipeline = LatentDiffusionPipeline.Load("models/dreamshaper-8", new PipelineOptions { LoraFolder = "loras" });
        pipeline.Generate("a lighthouse on a cliff at dawn <lora:watercolour:0.8>").Save("watercolour.png");
        pipeline.Generate("a lighthouse on a cliff at dawn").Save("without.png");
        #endregion
    }

    public static void Provider()
    {
        #region Provider
        var options = new PipelineOptions { Provider = ExecutionProviders.Cuda };
        using var pipeline = LatentDiffusionPipeline.Load("models/stable-diffusion-v1-5-onnx", options);
        #endregion
    }

    public static void Cached()
    {
        #region Cached
        var options = new PipelineOptions { Cache = new GraphCache("graphs") { MaxBytes = 20_000_000_000 } };
        using var pipeline = LatentDiffusionPipeline.Load("models/stable-diffusion-v1-5-onnx", options);
        #endregion
    }

    public static void FromAPicture()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region FromAPicture
        var apple = RgbImage.Load("apple.png");

        // Image to image: of 20 steps, the last 60 % are run on the noised picture.
        pipeline.Generate(new GenerationRequest("a green apple") { Image = new(apple) { Strength = 0.6 }, Steps = 20 }).Save("green.png");

        // Inpainting: what is white in the mask is drawn anew.
        GenerationRequest face = new("a happy face") { Image = new(apple), Inpainting = new(RgbImage.Load("mask.png")) };
        pipeline.Generate(face).Save("face.png");
        #endregion
    }

    public static void LargerPictures()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region LargerPictures
        pipeline.Generate(new GenerationRequest("a red apple")
        {
            Seed = 42,
            Hires = new HiresFix { Scale = 2, Upscaling = HiresUpscaling.Lanczos, Strength = 0.2 },
        }).Save("large.png");
        #endregion
    }

    public static void Outpainting()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region Outpainting
        pipeline.Generate(new GenerationRequest("a hamburger")
        {
            Image = new(RgbImage.Load("apple.png")),
            Inpainting = new() { Outpaint = new() { Right = 256 } },
        }).Save("wide.png");
        #endregion
    }

    public static void WeightedPrompt()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region WeightedPrompt
        var request = new GenerationRequest("a [red|green] (apple:1.3) on a [white:blue background:0.4] AND a (smiling:1.2) face :0.5")
        {
            NegativePrompt = "(dark:1.2)",
            PromptSyntax = PromptSyntax.Weighted,
            Seed = 42,
        };
        pipeline.Generate(request).Save("smile.png");
        #endregion
    }

    public static void ChooseScheduler()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region ChooseScheduler
        Scheduler karras = Schedulers.FromName("dpm++ 2m karras");
        pipeline.Generate(new GenerationRequest("a red apple") { Scheduler = karras, Steps = 20 }).Save("karras.png");

        pipeline.Generate(new GenerationRequest("a red apple")
        {
            Scheduler = Schedulers.DpmSolverMultistep(new SchedulerOptions { SolverOrder = 3 }),
            Schedule = new() { Timesteps = StepTables.GitsStableDiffusion(steps: 10) }, // a published table; or numbers of your own
        }).Save("gits.png");
        #endregion
    }

    public static void OwnScheduler()
    {
        using var pipeline = EmojiModel.CreatePipeline();
        #region UseOwnScheduler
        pipeline.Generate(new GenerationRequest("a red apple") { Scheduler = new StraightLine(), Steps = 30 }).Save("straight.png");
        #endregion
    }
}

#region OwnScheduler
/// <summary>DDIM for any diffusion model, written from scratch.</summary>
sealed class StraightLine : Scheduler
{
    public override string ClassName => nameof(StraightLine);

    public override ScheduleRun Start(ScheduleRequest request)
    {
        NoiseSchedule noise = NoiseSchedule.From(request.Model); // what the model was trained with
        float[] timesteps = new float[request.Steps];
        for (int i = 0; i < timesteps.Length; i++) timesteps[i] = noise.Length - 1 - i * noise.Length / request.Steps;
        return new Run(timesteps, noise, request.Model.PredictionType ?? PredictionType.Epsilon, request.Length);
    }

    sealed class Run(float[] timesteps, NoiseSchedule noise, PredictionType prediction, int length)
        : ScheduleRun(timesteps, sigmas: [], length)
    {
        private readonly float[] _x0 = new float[length], _noise = new float[length];

        public override (double Signal, double Noise) NoiseLevel(int index) => noise.Level((int)Timesteps[index]);

        public override void Denoise(ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination) =>
            prediction.ToDenoised(NoiseLevel(Position), output, sample, destination);

        protected override void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
        {
            prediction.ToDenoised(NoiseLevel(index), output, sample, _x0);
            prediction.ToNoise(NoiseLevel(index), output, sample, _noise);
            if (index + 1 < Timesteps.Length) AddNoise(index + 1, _x0, _noise, sample); // the same noise, at the next level
            else _x0.CopyTo(sample);
        }
    }
}
#endregion
