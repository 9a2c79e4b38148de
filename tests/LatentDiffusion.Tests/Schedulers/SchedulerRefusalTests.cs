using System.Text.Json.Nodes;

namespace LatentDiffusion.Tests;

/// <summary>
/// What diffusers refuses is refused here too. <c>refused.json</c> also lists what makes diffusers crash or diverge; that is left open.
/// </summary>
public sealed class SchedulerRefusalTests
{
    private static readonly JsonObject[] Refused =
        [.. JsonNode.Parse(File.ReadAllText(ReferenceFiles.Path("schedulers", "refused.json")))!.AsArray()
            .Select(c => c!.AsObject()).Where(c => c["refused"]!.GetValue<bool>())];

    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            for (int i = 0; i < Refused.Length; i++) data.Add(ClassName(Refused[i]), i);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void RefusesWhatDiffusersRefuses(string className, int index)
    {
        JsonObject refused = Refused[index];
        Exception? thrown = Record.Exception(() =>
            Schedulers.FromConfig(refused["config"]!.ToJsonString()).Scheduler.Start(SchedulerReference.Request(refused, 16)));
        Assert.True(
            thrown is ArgumentException or ModelFormatException,
            $"{className} {refused.ToJsonString()} gives {thrown?.ToString() ?? "no error"}");
    }

    private static string ClassName(JsonObject description) => description["config"]!["_class_name"]!.GetValue<string>();
}
