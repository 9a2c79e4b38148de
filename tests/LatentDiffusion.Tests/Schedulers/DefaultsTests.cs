using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>Defaults of every method, and published tables, against the signatures and tables of diffusers 0.42.1.</summary>
public sealed class DefaultsTests
{
    /// <summary>Not options of files, or options that mean nothing here or are refused.</summary>
    private static readonly string[] Others =
        ["solver_p", "tau_func", "noise_sampler_seed", "scale_factors", "upscale_mode"];

    /// <summary>Arguments of a step there, and what one method does without an option.</summary>
    private static readonly string[] NotOfFiles = ["eta", "s_noise", "timestep_spacing"];

    private static readonly JsonObject Facts =
        JsonNode.Parse(PythonJson.QuoteSpecials(File.ReadAllText(ReferenceFiles.Path("schedulers", "defaults.json"))))!.AsObject();

    public static TheoryData<string> ClassNames => [.. Schedulers.ClassNames];

    [Theory]
    [MemberData(nameof(ClassNames))]
    public void DefaultsAreThoseOfDiffusers(string className)
    {
        SchedulerKind kind = Schedulers.KindOf(className);
        JsonObject ours = JsonNode.Parse(kind.Defaults.ToJson())!.AsObject();
        int compared = 0;
        foreach (var (name, value) in Facts["defaults"]![className]!.AsObject())
        {
            if (Others.Contains(name)) continue;
            Assert.Contains(name, kind.Accepts.Select(o => o.Name));
            string expected = Text(value), actual = Text(ours[name] ?? Implied(name));
            Assert.True(expected == actual, $"{className}: '{name}' is {actual} by default, not {expected}");
            compared++;
        }

        Assert.InRange(compared, 1, 60);
        Assert.Empty(ours.Select(o => o.Key).Except(Facts["defaults"]![className]!.AsObject().Select(o => o.Key)).Except(NotOfFiles));
    }

    [Fact]
    public void PublishedStepsAreThoseOfDiffusers()
    {
        Check("StableDiffusionTimesteps", StepTables.AlignYourStepsStableDiffusion);
        Check("StableDiffusionSigmas", StepTables.AlignYourStepsStableDiffusionSigmas);
        Check("StableDiffusionXLTimesteps", StepTables.AlignYourStepsStableDiffusionXL);
        Check("StableDiffusionXLSigmas", StepTables.AlignYourStepsStableDiffusionXLSigmas);
        Check("StableDiffusionVideoSigmas", StepTables.AlignYourStepsStableVideoDiffusionSigmas);

        static void Check(string name, IReadOnlyList<double> actual) =>
            Assert.Equal(Facts["align_your_steps"]![name]!.AsArray().Select(v => v!.GetValue<double>()), actual);
    }

    [Fact]
    public void EtaIsOfThePapers()
    {
        Assert.Equal(0, Schedulers.KindOf("DDIMScheduler").Defaults.Eta);
        Assert.Equal(0.3, Schedulers.KindOf("TCDScheduler").Defaults.Eta);
    }

    /// <summary>Defaults of what is only looked at where another option asks for it.</summary>
    private static JsonNode? Implied(string name) => name switch
    {
        "clip_sample_range" or "sample_max_value" => 1.0,
        "dynamic_thresholding_ratio" => 0.995,

        // Consistency models read them from files and use none: their steps are those of the teacher, and the last ends in the sample.
        "set_alpha_to_one" => true,
        "steps_offset" => 0,
        "timestep_spacing" => "leading",
        "timestep_scaling" => 10,
        _ => null,
    };

    /// <summary>None, false, an empty list and the lowest of bounds are all absence.</summary>
    private static string Text(JsonNode? value) => value switch
    {
        null or JsonArray { Count: 0 } => "absent",
        _ when value.ToJsonString() is "false" or "\"-Infinity\"" => "absent",
        JsonValue number when number.GetValueKind() == System.Text.Json.JsonValueKind.Number =>
            double.Parse(number.ToJsonString(), System.Globalization.CultureInfo.InvariantCulture).ToString("R"),
        _ => value.ToString(),
    };
}
