using System.Reflection;
using System.Text.Json;

namespace LatentDiffusion.Tests;

/// <summary>The table of options against the properties that it describes: an option that is forgotten there shows here.</summary>
public sealed class OptionTests
{
    private static readonly PropertyInfo[] Properties =
        [.. typeof(SchedulerOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite)];

    public static TheoryData<string> Names => [.. Properties.Select(p => p.Name)];

    [Fact]
    public void EveryPropertyHasAnEntryAndNoOther() => Assert.Equal(
        Properties.Select(p => Snake(p.Name)).Order(), Option.All.Select(o => o.Name).Order());

    /// <summary>The entry of a property is for that property alone: set, copied and written under its name.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AnEntryIsForItsProperty(string property)
    {
        SchedulerOptions options = With(property);
        SchedulerOption set = Assert.Single(options.Set);
        Assert.Equal(Snake(property), set.Name);
        Assert.Null(options.Fault);
        Assert.Equal(options, SchedulerOptions.Empty.Over(options));
        Assert.Equal(options, options.Only(new HashSet<SchedulerOption> { set }));
        Assert.Equal(SchedulerOptions.Empty, options.Only(Option.All.Where(o => o != set).ToHashSet()));
        Assert.Equal(options.ToJson(), SchedulerOptions.FromJson(System.Text.Json.Nodes.JsonNode.Parse(options.ToJson())!).ToJson());
    }

    /// <summary>Every option keeps its value over those of a fallback that has all of them.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AnOptionGoesBeforeTheFallback(string property)
    {
        SchedulerOptions all = Properties.Aggregate(SchedulerOptions.Empty, (options, p) => With(p.Name).Over(options));
        Assert.Equal(Properties.Length, all.Set.Count());
        SchedulerOptions without = all.Only(Option.All.Where(o => o.Name != Snake(property)).ToHashSet());
        Assert.Equal(Properties.Length - 1, without.Set.Count());
        Assert.Equal(all.ToJson(), without.Over(all).ToJson());
        Assert.Equal(without.ToJson(), without.Over(without).ToJson());
    }

    [Fact]
    public void EveryValueOfAnEnumerationHasAWord()
    {
        foreach (PropertyInfo property in Properties)
        {
            if (Nullable.GetUnderlyingType(property.PropertyType) is not { IsEnum: true } type) continue;
            foreach (object value in Enum.GetValues(type)) Assert.Null(With(property, value).Fault);
            string fault = With(property, Enum.ToObject(type, 99)).Fault!;
            Assert.StartsWith($"'{Snake(property.Name)}' is 99; it must be one of '", fault, StringComparison.Ordinal);
        }
    }

    /// <summary>Every range at both of its ends: the last value that is allowed, and the rule where it is left.</summary>
    [Theory]
    [InlineData("num_train_timesteps", 1, 100_000, "from 1 to 100000")]
    [InlineData("steps_offset", 0, 100_000, "from 0 to 100000")]
    [InlineData("original_inference_steps", 1, 100_000, "from 1 to 100000")]
    [InlineData("base_image_seq_len", 1, int.MaxValue, "from 1 to 2147483647")]
    [InlineData("max_image_seq_len", 1, int.MaxValue, "from 1 to 2147483647")]
    [InlineData("solver_order", 1, 3, "from 1 to 3")]
    [InlineData("predictor_order", 1, 4, "from 1 to 4")]
    [InlineData("corrector_order", 1, 4, "from 1 to 4")]
    public void AWholeNumberHasARange(string name, int low, int high, string rule)
    {
        Assert.Null(Fault(name, low));
        Assert.Null(Fault(name, high));
        Assert.Equal($"'{name}' is {low - 1}; it must be {rule}.", Fault(name, low - 1));
        if (high < int.MaxValue) Assert.Equal($"'{name}' is {high + 1}; it must be {rule}.", Fault(name, high + 1));
    }

    [Theory]
    [InlineData("beta_start", 1.0, "from 0 to below 1")]
    [InlineData("eta", 1.5, "from 0 to 1")]
    [InlineData("rho", 0.0, "above 0 and finite")]
    [InlineData("s_noise", -1.0, "at least 0 and finite")]
    [InlineData("s_tmax", -1.0, "at least 0")]
    [InlineData("base_shift", double.NaN, "a finite number")]
    [InlineData("lambda_min_clipped", double.NaN, "a number")]
    public void ANumberHasARange(string name, double value, string rule) => Assert.Equal(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{name}' is {value}; it must be {rule}."), Fault(name, value));

    private static string? Fault(string name, object value) => With(Properties.Single(p => Snake(p.Name) == name), value).Fault;

    private static SchedulerOptions With(string name)
    {
        PropertyInfo property = Properties.Single(p => p.Name == name);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        object value = type.IsEnum ? Enum.GetValues(type).GetValue(1)!
            : type == typeof(bool) ? true
            : type == typeof(int) ? 2
            : type == typeof(double) ? 0.25
            : type == typeof(IReadOnlyList<int>) ? new List<int> { 1 }
            : new List<double> { 0.5 };
        return With(property, value);
    }

    private static SchedulerOptions With(PropertyInfo property, object value)
    {
        SchedulerOptions options = new();
        property.SetValue(options, value);
        return options;
    }

    private static string Snake(string name) => name switch
    {
        "STmin" => "s_tmin",
        "STmax" => "s_tmax",
        "PredictX0" => "predict_x0",
        _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
    };
}
