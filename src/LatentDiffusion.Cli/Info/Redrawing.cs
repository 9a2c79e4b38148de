using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Draws pictures again from what they say.</summary>
/// <param name="parsed">The command line.</param>
/// <param name="sources">What they were made from.</param>
/// <param name="output">Where the new ones go.</param>
/// <param name="model">The model.</param>
/// <param name="refiner">The second model.</param>
internal sealed class Redrawing(ParseResult parsed, SourceOptions sources, OutputOptions output, ModelOptions model, RefinerOptions refiner)
{
    private const string Refiner = "Refiner", RefinerStart = "Refiner switch at", BatchSize = "Batch size";

    /// <summary>Fields that need not be the same, or are told in other ways.</summary>
    private static readonly string[] Unimportant = [BatchSize, "Batch pos"];

    /// <summary>Draws one.</summary>
    /// <param name="path">The picture.</param>
    /// <param name="told">What it says.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Whether it has the same pixels, or is of the same size where the file is compressed with loss.</returns>
    /// <exception cref="ArgumentException">The model is not named, or what it was made from is missing or another.</exception>
    public bool Draw(string path, GenerationParameters told, CancellationToken cancellationToken)
    {
        RgbImage before = RgbImage.Load(path);
        GenerationRequest request = told.ToRequest(sources.Read(parsed));
        OutputFiles files = output.Read(parsed, request);
        string? name = model.HasModel(parsed) ? null : NameOf(told);
        ModelLoader loader = model.Find(parsed, name, cancellationToken, adapt: told.ToOptions).Loader;
        Console.Out.WriteLine();
        using DrawingSession session = new(loader, RefinerOf(told, cancellationToken), isOnce: true);
        GeneratedImage after = session.Draw(new DrawingJob(() => request, null, files, null), cancellationToken).Images[0];
        bool isSame = Compare(path, before, after);
        foreach (string difference in Differences(told, after.Parameters)) Terminal.Warning(difference);
        return isSame;
    }

    /// <summary>Name of the model as <c>--model</c> takes it; null for the default one.</summary>
    private static string? NameOf(GenerationParameters told) => told.Model switch
    {
        null or "emoji" => null,
        var repository when HubModels.IsRepository(repository) => repository,
        var other => throw new ArgumentException($"The picture was drawn by the model '{other}'; --model says where that is."),
    };

    private Refiner? RefinerOf(GenerationParameters told, CancellationToken cancellationToken)
    {
        if (told.Other.FirstOrDefault(f => f.Key == Refiner).Value is not { } name) return null;
        string start = told.Other.FirstOrDefault(f => f.Key == RefinerStart).Value ?? "0.8";
        return refiner.Read(parsed, model, false, cancellationToken, NamedOption.Real(start))
            ?? throw new ArgumentException($"The picture was finished by the model '{name}'; --refiner says where that is.");
    }

    private static bool Compare(string path, RgbImage before, GeneratedImage after)
    {
        string result;
        bool isSame = false;
        if ((before.Width, before.Height) != (after.Width, after.Height))
        {
            result = FormattableString.Invariant($"another size: {before.Width}x{before.Height} before");
        }
        else
        {
            int[] steps = [.. before.Pixels.ToArray().Zip(after.Pixels.ToArray(), (a, b) => Math.Abs(a - b))];
            bool isExact = Path.GetExtension(path).ToLowerInvariant() is ".png";
            string note = isExact ? "" : " (the file is compressed)";
            isSame = !isExact || steps.Max() == 0;
            result = steps.Max() == 0 ? "the same pixels" : FormattableString.Invariant(
                $"{steps.Average():0.00} of 255 levels apart on average, {steps.Max()} at most{note}");
        }

        Console.Out.WriteLine($"{"compared",-10} {result}");
        return isSame;
    }

    private static IEnumerable<string> Differences(GenerationParameters told, GenerationParameters drawn)
    {
        Dictionary<string, string> before = Fields(told), after = Fields(drawn);
        foreach (string name in before.Keys.Union(after.Keys).Except(Unimportant))
        {
            string? was = before.GetValueOrDefault(name), now = after.GetValueOrDefault(name);
            if (was == now) continue;
            yield return !after.ContainsKey(name) ? $"the picture was drawn with {name}: {was}; now it is drawn without."
                : !before.ContainsKey(name) ? $"the picture does not tell of {name}; now it is {now}."
                : $"the picture was drawn with another {name}: {was}; now it is {now}.";
        }
    }

    private static Dictionary<string, string> Fields(GenerationParameters parameters)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (var (name, value) in InfoReport.Fields(parameters)) fields[name] = value;
        return fields;
    }
}
