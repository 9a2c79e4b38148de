using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>
/// The jobs of a command line: for each entry of a file and each value that varies, one; prompts with choices one by one.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="given">The command line.</param>
internal sealed class JobList(GenerateOptions options, ParseResult given)
{
    /// <summary>All jobs, every value checked that can be without the model.</summary>
    /// <exception cref="ArgumentException">A value is wrong; the message says where.</exception>
    public IReadOnlyList<DrawingJob> Read()
    {
        RequireVariedOnly();
        IReadOnlyList<BatchEntry> entries = options.Batch.File(given) is { } file ? BatchFile.Read(file) : [new(null, [])];
        List<(ParseResult Parsed, GenerationRequest Request, BatchEntry Entry)> all = [];
        foreach (BatchEntry entry in entries)
            all.AddRange(Vary(entry).Select(v => (v.Parsed, v.Request, entry)));
        int number = 0;
        return [.. all.Select(a => new DrawingJob(
            a.Request,
            options.ReadFamily(a.Parsed),
            options.Output.Read(a.Parsed, a.Request, all.Count > 1 && !HasOutput(a.Entry) ? ++number : null),
            a.Entry.Where))];
    }

    /// <summary>The jobs of one entry.</summary>
    public IReadOnlyList<DrawingJob> Read(BatchEntry entry) =>
        [.. Vary(entry).Select(v => new DrawingJob(
            v.Request, options.ReadFamily(v.Parsed), options.Output.Read(v.Parsed, v.Request, null), entry.Where))];

    private IEnumerable<(ParseResult Parsed, GenerationRequest Request)> Vary(BatchEntry entry)
    {
        KeyValuePair<string, string[]>[] axes = options.Batch.Axes(given);
        ParseResult first = entry.Values.Count == 0 ? given : options.With(given, entry);
        long? seed = options.Read(first).Seed;
        foreach (var combination in Combinations(axes))
        {
            ParseResult parsed = combination.Length == 0 ? first : options.With(
                given, entry with { Values = [.. entry.Values.Where(v => combination.All(c => c.Key != v.Key)), .. combination] });
            GenerationRequest request = options.Read(parsed);
            if (!combination.Any(c => c.Key == BatchEntry.Seed)) request = request with { Seed = seed };
            foreach (GenerationRequest chosen in Choose(options.Template(parsed), request)) yield return (parsed, chosen);
        }
    }

    /// <summary>Refuses an option that varies and is given beside.</summary>
    private void RequireVariedOnly()
    {
        foreach (string name in options.Batch.Axes(given).Select(axis => $"--{BatchEntry.NameOf(axis.Key)}"))
            if (given.CommandResult.Command.Options.Any(o => o.Name == name && NamedOption.IsGiven(given.CommandResult, o)))
                throw new ArgumentException($"{name} varies by --vary and is given beside it; leave one of both out.");
    }

    private static IEnumerable<KeyValuePair<string, string?>[]> Combinations(KeyValuePair<string, string[]>[] axes) => axes switch
    {
        [] => [[]],
        [var (name, values), .. var rest] => values.SelectMany(
            value => Combinations(rest).Select(c => c.Prepend(new(BatchEntry.NameOf(name), value)).ToArray())),
    };

    /// <summary>Each picture of a prompt with choices has choices of its own, by its seed, as if it were drawn alone.</summary>
    private static IEnumerable<GenerationRequest> Choose(PromptTemplate template, GenerationRequest request)
    {
        if (!template.HasChoices(request.Prompt) && !template.HasChoices(request.NegativePrompt ?? "")) return [request];
        return Enumerable.Range(0, Math.Max(1, request.Count)).Select(k =>
        {
            long seed = unchecked(request.Seed!.Value + k);
            return request with
            {
                Seed = seed, Count = Math.Min(request.Count, 1),
                Prompt = template.Expand(request.Prompt, seed),
                NegativePrompt = request.NegativePrompt is { } negative ? template.Expand(negative, seed) : null,
            };
        });
    }

    private static bool HasOutput(BatchEntry entry) => entry.Values.Any(v => v.Key == BatchEntry.Output);
}
