using System.Text.Json;

namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Against torch-fidelity 0.4, prdc 0.2 and vendi-score 0.0.3 on given features.</summary>
public sealed class ReferenceTests
{
    private const double Tolerance = 1e-5;
    private static readonly SafetensorsFile Tensors = new(ReferenceFiles.Path("evaluation.safetensors"));
    private static readonly JsonElement Expected = JsonElement.Parse(File.ReadAllText(ReferenceFiles.Path("evaluation.json")));

    public static TheoryData<string> Cases { get; } = ["small", "wide", "equal"];

    [Theory, MemberData(nameof(Cases))]
    public void Frechet(string name) => Check(name, Metrics.Frechet, "fid", "frechet_inception_distance");

    [Theory, MemberData(nameof(Cases))]
    public void Kernel(string name)
    {
        MetricValue value = Check(name, Metrics.Kernel, "kid", "kernel_inception_distance_mean");
        Near(Reference(name, "kid").GetProperty("kernel_inception_distance_std").GetDouble(), value.Deviation!.Value);
    }

    [Theory, MemberData(nameof(Cases))]
    public void InceptionScore(string name)
    {
        MetricValue value = Check(name, Metrics.InceptionScore, "inception_score", "inception_score_mean");
        Near(Reference(name, "inception_score").GetProperty("inception_score_std").GetDouble(), value.Deviation!.Value);
    }

    [Theory, MemberData(nameof(Cases))]
    public void PrecisionRecall(string name) =>
        Check(name, Metrics.PrecisionRecall, "precision_recall", "precision", "recall", "f_score");

    [Theory, MemberData(nameof(Cases))]
    public void DensityCoverage(string name) => Check(name, Metrics.DensityCoverage, "prdc", "density", "coverage");

    [Theory, MemberData(nameof(Cases))]
    public void Vendi(string name) => Check(name, Metrics.Vendi, "vendi", "score");

    private static MetricValue Check(string name, Metric metric, string group, params string[] expected)
    {
        JsonElement reference = Reference(name, group);
        MetricOptions options = new()
        {
            KernelSubsets = Option("kid_subsets", 100),
            KernelSubsetSize = Option("kid_subset_size", 1000),
            Splits = Option("splits", 10),
            PrecisionNeighbour = Option("prc_neighborhood", 3),
            DensityNeighbour = Option("nearest_k", 5),
            Seed = (uint)Option("rng_seed", 2020),
        };
        IReadOnlyList<MetricValue> values = metric.Compute(Set($"{name}.generated", $"{name}.logits"), Set($"{name}.real"), options);
        Assert.Equal(expected.Length, values.Count);
        for (int i = 0; i < expected.Length; i++) Near(reference.GetProperty(expected[i]).GetDouble(), values[i].Value);
        return values[0];

        int Option(string option, int otherwise) => reference.TryGetProperty(option, out JsonElement e) ? e.GetInt32() : otherwise;
    }

    private static JsonElement Reference(string name, string group) => Expected.GetProperty(name).GetProperty(group);

    private static FeatureSet Set(string name, string? logits = null) =>
        new(
            Tensors.Values<float>(name).ToArray(), (int)Tensors.Shape(name)[1],
            logits: logits is null ? null : Tensors.Values<float>(logits).ToArray());

    private static void Near(double expected, double actual) =>
        Assert.True(
            Math.Abs(expected - actual) <= Tolerance * Math.Max(Math.Abs(expected), 1e-3), $"{actual:r} instead of {expected:r}");
}
