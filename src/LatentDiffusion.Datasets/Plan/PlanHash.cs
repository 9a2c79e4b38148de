using System.Security.Cryptography;
using System.Text.Json;

namespace LatentDiffusion.Datasets;

/// <summary>
/// The hash of a plan: SHA-256 of what it says that decides on samples, as JSON, and of the contents of the pictures that it names.
/// Comments, the order of keys, the card's texts and the places of folders have no part in it.
/// </summary>
internal static class PlanHash
{
    private const int Version = 1; // of the meaning of plans: raised where the same plan gives other samples

    /// <summary>Computes it.</summary>
    public static byte[] Of(PlanSettings plan, IReadOnlyList<IReadOnlyList<PictureSource>> sources, IReadOnlyList<long> counts)
    {
        var said = new
        {
            Version,
            plan.Name,
            plan.Seed,
            plan.ShardSize,
            Splits = plan.Splits.Select(s => new { s.Name, s.Share }),
            Classes = plan.Classes.Select((c, i) => new
            {
                c.Name, c.Title, Count = counts[i], Mode = c.Mode.ToString(), c.Logit, Templates = Of(c.Templates),
                Sources = sources[i].Select(s => new { s.Name, s.Hash, s.MaskHash }),
            }),
            Templates = Of(plan.Templates),
            Attributes = plan.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => new { a.Key, Value = Of(a.Value) }),
            Models = new
            {
                plan.Models.Weights,
                Values = plan.Models.Values.Select(m => new
                {
                    m.Name, Adapters = m.Adapters.Select(a => new { a.Name, Scale = Of(a.Scale) }),
                }),
            },
            Draw = new
            {
                Steps = Of(plan.Draw.Steps), Guidance = Of(plan.Draw.Guidance), Strength = Of(plan.Draw.Strength),
                Control = Of(plan.Draw.ControlScale), Schedulers = Of(plan.Draw.Schedulers), Negative = Of(plan.Draw.Negative),
                plan.Draw.Width, plan.Draw.Height, Syntax = plan.Draw.Syntax.ToString(),
            },
            Format = plan.Format.ToString(),
            plan.Quality,
            Gates = Of(plan.Gates),
        };
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(said));
    }

    private static object? Of(Choices<TemplateSettings>? templates) => templates is null ? null : new
    {
        templates.Weights,
        Values = templates.Values.Select(t => new { Prompt = t.Prompt.Text, Caption = t.Caption?.Text, Negative = Of(t.Negative) }),
    };

    private static object? Of(Choices<string>? choices) => choices is null ? null : new { choices.Weights, choices.Values };

    private static object? Of(NumberDistribution? numbers) => numbers switch
    {
        NumberDistribution.Of one => new { one.Choices.Weights, one.Choices.Values },
        NumberDistribution.Uniform range => new { range.From, range.To },
        NumberDistribution.Normal bell => new { bell.Mean, bell.Deviation, bell.From, bell.To },
        _ => null,
    };

    private static object Of(QualitySettings gates) => new
    {
        gates.Attempts,
        gates.Deviation,
        Classifier = Of(gates.Classifier),
        Clip = Of(gates.Clip),
        Feature = Of(gates.Feature),
        Memorisation = gates.Memorisation is { } m ? new { Network = Network(m.Network), m.Most, Folder = Listing(m.Folder) } : null,
        Duplicates = gates.Duplicates is { } d ? new { d.Distance, Network = Network(d.Network), d.Cosine, d.Spare } : null,
    };

    private static object? Of(NetworkGateSettings? gate) => gate is null ? null : new { Network = Network(gate.Network), gate.Least };

    private static object? Network(string? folder) => folder is null ? null
        : FilesOf(folder).Select(f => new { Name = f, Hash = PictureSource.HashOf(Path.Combine(folder, f)) }).ToArray();

    /// <summary>Names and sizes: training sets may be too large to be read for this.</summary>
    private static object Listing(string folder) =>
        FilesOf(folder).Select(f => new { Name = f, new FileInfo(Path.Combine(folder, f)).Length }).ToArray();

    /// <summary>Names with <c>/</c>, which is put in before they are ordered: the hash is the same on all systems.</summary>
    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace(Path.DirectorySeparatorChar, '/')).Order(StringComparer.Ordinal);
}
