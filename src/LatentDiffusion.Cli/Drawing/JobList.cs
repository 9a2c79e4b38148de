using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>
/// The jobs of a command line: for each entry of a file and each value that varies, one; prompts with choices one by one.
/// </summary>
/// <param name="options">The options.</param>
/// <param name="given">The command line.</param>
internal sealed class JobList(GenerateOptions options, ParseResult given)
{
    /// <summary>All jobs, every value and picture checked that can be without the model.</summary>
    /// <exception cref="ArgumentException">A value is wrong; the message says where.</exception>
    public IReadOnlyList<DrawingJob> Read(CancellationToken cancellationToken)
    {
        RequireVariedOnly();
        return Read(options.Batch.File(given) is { } file ? Terminal.Await(() => BatchFile.Read(file), cancellationToken) : [new(null, [])]);
    }

    /// <summary>The jobs of one entry.</summary>
    public IReadOnlyList<DrawingJob> Read(BatchEntry entry) => Read([entry]);

    private List<DrawingJob> Read(IReadOnlyList<BatchEntry> entries)
    {
        var all = entries.Select(entry => (Entry: entry, Drawn: Vary(entry).ToArray())).ToArray();
        int count = all.Sum(a => a.Drawn.Length), number = 0;
        List<DrawingJob> jobs = [];
        foreach (var (entry, drawn) in all)
        {
            bool isNamed = HasOutput(entry);
            foreach (var (k, (parsed, request)) in drawn.Index())
            {
                int? end = isNamed ? (drawn.Length > 1 ? k + 1 : null) : count > 1 ? ++number : null;
                OutputFiles files = options.Output.Read(parsed, request, end, count > 1 ? jobs.Count + 1 : null);
                jobs.Add(new DrawingJob(() => WithPictures(parsed, request), () => options.ReadFamily(parsed), files, entry.Where));
            }
        }

        RequireOwnFiles(jobs);
        return jobs;
    }

    private IEnumerable<(ParseResult Parsed, GenerationRequest Request)> Vary(BatchEntry entry)
    {
        KeyValuePair<string, string[]>[] axes = options.Batch.Axes(given);
        ParseResult first = entry is { Where: null, Values.Count: 0 } ? given : options.With(given, entry);
        GenerationRequest plain = options.Read(first);
        foreach (var combination in Combinations(axes))
        {
            ParseResult parsed = combination.Length == 0 ? first : options.With(
                given, entry with { Values = [.. entry.Values.Where(v => combination.All(c => c.Key != v.Key)), .. combination] });
            GenerationRequest request = combination.Length == 0 ? plain : options.Read(parsed);
            if (!combination.Any(c => c.Key == BatchEntry.Seed)) request = request with { Seed = plain.Seed };
            _ = options.ReadFamily(parsed);
            request = request with { Image = null, Inpainting = null, Controls = [] };
            foreach (GenerationRequest chosen in Choose(options.Template(parsed), request)) yield return (parsed, chosen);
        }
    }

    /// <summary>The request with the pictures that were left out of it, read once more.</summary>
    private GenerationRequest WithPictures(ParseResult parsed, GenerationRequest request)
    {
        GenerationRequest whole = options.Read(parsed);
        return request with { Image = whole.Image, Inpainting = whole.Inpainting, Controls = whole.Controls };
    }

    /// <summary>Refuses an option, or the prompt, that varies and is given beside.</summary>
    private void RequireVariedOnly()
    {
        foreach (string name in options.Batch.Axes(given).Select(axis => BatchEntry.NameOf(axis.Key)).Where(options.IsGiven(given)))
            throw new ArgumentException(
                $"{(name == BatchEntry.Prompt ? "The prompt" : $"--{name}")} varies by --vary and is given beside it; leave one of both out.");
    }

    /// <summary>Refuses one file for two jobs, of which the second would replace what the first drew.</summary>
    private static void RequireOwnFiles(IReadOnlyList<DrawingJob> jobs)
    {
        Dictionary<string, DrawingJob> seen = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        foreach (DrawingJob job in jobs)
            foreach (string file in job.Files.Named)
                if (!seen.TryAdd(file, job) && seen[file] is { } first)
                    throw new ArgumentException(
                        $"{job.Where}: --output: '{file}' is what {first.Where} is written to already; give each its own, or a folder.");
        HashSet<string> named = new(seen.Keys, seen.Comparer);
        foreach (DrawingJob job in jobs) job.Files.Reserved = named;
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
