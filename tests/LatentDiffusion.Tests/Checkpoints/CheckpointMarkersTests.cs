namespace LatentDiffusion.Tests;

/// <summary>What checkpoints say of the schedule that they were trained with, by keys and by metadata.</summary>
public sealed class CheckpointMarkersTests
{
    private const string XlText = "conditioner.embedders.1.model.transformer.resblocks.9.mlp.c_proj.bias";
    private const string SecondAttention = "model.diffusion_model.input_blocks.2.1.transformer_blocks.0.attn2.to_k.weight";
    private const string SecondBias = "model.diffusion_model.output_blocks.11.1.transformer_blocks.0.norm1.bias";
    private static readonly FileTensor Xl = new(XlText, [0], [1]), Second = new(SecondAttention, new float[1024], [1, 1024]);

    [Theory]
    [InlineData("modelspec.prediction_type", "v", PredictionType.VPrediction)]
    [InlineData("modelspec.prediction_type", "V-Prediction", PredictionType.VPrediction)]
    [InlineData("modelspec.prediction_type", "epsilon", PredictionType.Epsilon)]
    [InlineData("modelspec.predict_key", "v", PredictionType.VPrediction)]
    [InlineData("ss_v_parameterization", "True", PredictionType.VPrediction)]
    [InlineData("ss_v_parameterization", "False", PredictionType.Epsilon)]
    [InlineData("prediction_type", "sample", PredictionType.Sample)]
    public void Read_Metadata_DecidesWhatIsPredicted(string key, string value, PredictionType expected) =>
        Assert.Equal(expected, Read([Xl], (key, value)).Scheduler!.Options.PredictionType);

    [Theory]
    [InlineData("modelspec.prediction_type", "")]
    [InlineData("modelspec.prediction_type", " None ")]
    [InlineData("modelspec.prediction_type", "null")]
    [InlineData("modelspec.predict_key", "Unknown")]
    [InlineData("prediction_type", "none")]
    [InlineData("ss_v_parameterization", "null")]
    [InlineData("ss_zero_terminal_snr", "unknown")]
    public void Read_MetadataThatSaysNothing_IsAsIfItWereNotThere(string key, string value)
    {
        ModelInspection model = Read([Xl], (key, value)), plain = Read([Xl]);
        Assert.Equal(plain.Scheduler!.Options, model.Scheduler!.Options);
        Assert.Empty(model.Warnings);
        Assert.Equal(plain.Problems.Count, model.Problems.Count); // the rest of the model, which this file lacks
    }

    [Theory]
    [InlineData("modelspec.prediction_type", "x0-ish")]
    [InlineData("ss_v_parameterization", "maybe")]
    [InlineData("ss_zero_terminal_snr", "perhaps")]
    public void Read_MetadataThatIsNotKnown_IsNotFollowedAndNamedInAWarning(string key, string value)
    {
        ModelInspection model = Read([Xl], (key, value));
        Assert.Equal(Read([Xl]).Scheduler!.Options, model.Scheduler!.Options);
        Assert.Contains($"'{key}' in the metadata is '{value}'", Assert.Single(model.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MetadataThatIsNotKnownBesideAKey_FollowsTheKeyWithoutAContradiction()
    {
        ModelInspection model = Read([Xl, new("v_pred", [], [0])], ("modelspec.prediction_type", "x0-ish"));
        Assert.Equal(PredictionType.VPrediction, model.Scheduler!.Options.PredictionType);
        Assert.DoesNotContain("contradict", Assert.Single(model.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_KeyAndMetadataThatContradictEachOther_FollowsTheKeyAndWarns()
    {
        ModelInspection model = Read([Xl, new("v_pred", [], [0])], ("modelspec.prediction_type", "epsilon"));
        Assert.Equal(PredictionType.VPrediction, model.Scheduler!.Options.PredictionType);
        Assert.Contains("contradict", Assert.Single(model.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ModelOfEdm_HasItsNoiseLevels()
    {
        Scheduler scheduler = Read([Xl, new("edm_vpred.sigma_max", [80], []), new("edm_vpred.sigma_min", [0.01f], [1])]).Scheduler!;
        Assert.Equal("EDMEulerScheduler", scheduler.ClassName);
        Assert.Equal(
            new SchedulerOptions
            {
                SigmaMin = 0.01f, SigmaMax = 80, SigmaData = 1,
                SigmaSchedule = EdmSigmaSchedule.Exponential, PredictionType = PredictionType.VPrediction,
            },
            scheduler.Options);
    }

    [Theory]
    [InlineData(80, 80)]
    [InlineData(0, 80)]
    [InlineData(0.01f, -1)]
    public void Read_SigmasThatAreNoRange_AreAProblemThatNamesThem(float min, float max)
    {
        ModelInspection model = Read([Xl, new("edm_vpred.sigma_max", [max], []), new("edm_vpred.sigma_min", [min], [])]);
        Assert.Null(model.Scheduler);
        Assert.Contains(model.Problems, p => p.Contains("'edm_vpred.sigma_min' is", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_SigmaThatIsNoNumber_IsAProblem() => Assert.Contains(
        Read([Xl, new("edm_vpred.sigma_max", [float.NaN], [])]).Problems,
        p => p.Contains("edm_vpred.sigma_max", StringComparison.Ordinal));

    /// <summary>Deviations of the bias in the published files: below 0.09 the base model's, above that of 768x768.</summary>
    [Theory]
    [InlineData(null, null, null, PredictionType.VPrediction)]
    [InlineData(0.05f, null, null, PredictionType.Epsilon)]
    [InlineData(0.2f, null, null, PredictionType.VPrediction)]
    [InlineData(0.2f, 875000f, null, PredictionType.Epsilon)]
    [InlineData(0.2f, 110000f, null, PredictionType.VPrediction)]
    [InlineData(0.2f, null, "stable-diffusion-v2-512", PredictionType.Epsilon)]
    [InlineData(0.05f, null, "stable-diffusion-v2-768-v", PredictionType.VPrediction)]
    public void Read_SecondVersion_IsToldFromItsBase(float? bias, float? step, string? architecture, PredictionType expected)
    {
        List<FileTensor> tensors = [Second];
        if (bias is { } deviation) tensors.Add(new FileTensor(SecondBias, [deviation, -deviation, deviation, -deviation], [4]));
        if (step is { } number) tensors.Add(new FileTensor("global_step", [number], []));
        ModelInspection model = architecture is null ? Read(tensors) : Read(tensors, ("modelspec.architecture", architecture));
        Assert.Equal(expected, model.Scheduler!.Options.PredictionType);
    }

    /// <summary>A whole model with a configuration of the user's is drawn as the file says, too.</summary>
    [Fact]
    public void Generate_MarkedFileWithConfiguration_PredictsVelocity()
    {
        using TemporaryFolder folder = new();
        string marked = folder["marked.safetensors"];
        File.Copy(CheckpointCase.Path("stable_diffusion.safetensors"), marked);
        CheckpointCase.Rewrite(marked, tensors => tensors.Append(new FileTensor("v_pred", [], [0])));
        PipelineOptions options = CheckpointCase.Options with { Config = CheckpointCase.Path("stable_diffusion") };
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(marked, options);
        using LatentDiffusionPipeline plain = LatentDiffusionPipeline.Load(CheckpointCase.Path("stable_diffusion"), CheckpointCase.Options);
        Scheduler own = ModelInspection.Read(CheckpointCase.Path("stable_diffusion"), CheckpointCase.Options).Scheduler!;
        Scheduler velocity = Schedulers.Create(own.ClassName, own.Options with { PredictionType = PredictionType.VPrediction });
        Assert.Equal(
            plain.Generate(CheckpointCase.Request with { Scheduler = velocity }).Latents.ToArray(),
            pipeline.Generate(CheckpointCase.Request).Latents.ToArray());
    }

    [Theory]
    [InlineData("DDIMScheduler", true)]
    [InlineData("EDMEulerScheduler", false)]
    public void Read_ModelOfEdmWithTheConfigurationOfAnother_Warns(string scheduler, bool warns)
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        FileTensor mean = new("edm_mean", new float[4], [1, 4, 1, 1]);
        CheckpointCase.Rewrite(model["unet/diffusion_pytorch_model.safetensors"], tensors => tensors.Append(mean));
        foreach (string file in (string[])["model_index.json", "scheduler/scheduler_config.json"])
        {
            string text = File.ReadAllText(model[file]);
            File.WriteAllText(model[file], text.Replace("DDIMScheduler", scheduler, StringComparison.Ordinal));
        }

        ModelInspection read = ModelInspection.Read(model.Path, CheckpointCase.Options);
        Assert.Equal(scheduler, read.Scheduler!.ClassName);
        Assert.Equal(warns, read.Warnings.Any(w => w.Contains("'edm_mean'", StringComparison.Ordinal)));
    }

    /// <summary>PNDM cannot begin at pure noise.</summary>
    [Fact]
    public void Read_ZeroSnrBesideASchedulerThatHasNone_TakesEuler()
    {
        using ModelCopy model = ModelCopy.OfCheckpoint("stable_diffusion");
        CheckpointCase.Rewrite(
            model["unet/diffusion_pytorch_model.safetensors"], tensors => tensors.Append(new FileTensor("ztsnr", [], [0])));
        foreach (string file in (string[])["model_index.json", "scheduler/scheduler_config.json"])
        {
            string text = File.ReadAllText(model[file]);
            File.WriteAllText(model[file], text.Replace("DDIMScheduler", "PNDMScheduler", StringComparison.Ordinal));
        }

        ModelInspection read = ModelInspection.Read(model.Path, CheckpointCase.Options);
        Assert.Equal("EulerDiscreteScheduler", read.Scheduler!.ClassName);
        Assert.True(read.Scheduler.Options.RescaleBetasZeroSnr);
        Assert.Contains(read.Warnings, w => w.Contains("rescale_betas_zero_snr", StringComparison.Ordinal));
    }

    private static ModelInspection Read(IEnumerable<FileTensor> tensors, params (string Key, string Value)[] metadata)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.safetensors"], SafetensorsBytes.Of(tensors, metadata.ToDictionary(m => m.Key, m => m.Value)));
        return ModelInspection.Read(folder["model.safetensors"]);
    }
}
