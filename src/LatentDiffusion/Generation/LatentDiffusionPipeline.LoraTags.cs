using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Model;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Runtime;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    private readonly AdapterFolder? _tagFolder;
    private IReadOnlyList<LoadedAdapter> _tagged = [];
    private IReadOnlyList<string> _adapterWarnings;

    /// <summary>Takes the adapters out of a prompt.</summary>
    private (GenerationRequest Request, IReadOnlyList<LoadedAdapter> Tagged) ReadTags(GenerationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Prompt is null || !AdapterTags.In(request.Prompt)) return (request, []);
        if (_tagFolder is null)
        {
            return request.PromptSyntax == PromptSyntax.Plain
                ? (request, [])
                : throw new ArgumentException(
                    $"Prompt is '{Shown.Of(request.Prompt)}'; "
                    + "a weighted one can name adapters only where a folder of them is set (PipelineOptions.LoraFolder).",
                    nameof(request.Prompt));
        }

        var (text, tags) = AdapterTags.Read(request.Prompt);
        return (request with { Prompt = text }, [.. tags.Select(_tagFolder.Open)]);
    }

    /// <summary>
    /// Enters a generation once the model has the adapters of its prompt, and no others but those that are loaded for all.
    /// </summary>
    private RunGate.Lease EnterWith(IReadOnlyList<LoadedAdapter> tagged, CancellationToken cancellationToken) =>
        _runs.Enter(() => _tagged.SequenceEqual(tagged), () => Use(_adapters, tagged, cancellationToken), cancellationToken);

    /// <summary>Loads the changed graphs, then exchanges them while nothing runs. Only one does so at a time.</summary>
    /// <param name="adapters">Those that are loaded.</param>
    /// <param name="tagged">Those of a prompt.</param>
    /// <param name="cancellationToken">Stops waiting and loading.</param>
    /// <param name="forgives">Whether files may have been replaced, so that of several such adapters one after the other can go.</param>
    private void Use(
        IReadOnlyList<LoadedAdapter> adapters,
        IReadOnlyList<LoadedAdapter> tagged,
        CancellationToken cancellationToken,
        bool forgives = false)
    {
        LoadedAdapter[] all = [.. adapters, .. tagged];
        LoadedAdapter[] looked = forgives ? [] : all;
        foreach (LoadedAdapter adapter in looked) adapter.File.RequireUnchanged();
        RunWarnings warnings = new();
        AdaptedModel before = _folder.Adapted, after = _folder.Adapt(all, warnings);
        string[] touched = after.DifferencesFrom(before);
        GraphSet? graphs = null;
        try
        {
            _folder.Adapted = after;
            graphs = _graphs.Reload(touched, _folder, _options, cancellationToken);
            foreach (LoadedAdapter adapter in looked) adapter.File.RequireUnchanged(); // values were read just now
            LatentModel model = Assemble(_folder, graphs, _options);
            _runs.Exchange(
                () => (graphs, _graphs, _model, _adapters, _tagged, _adapterWarnings) =
                    (_graphs, graphs, model, adapters, tagged, warnings.All),
                cancellationToken);
        }
        catch
        {
            _folder.Adapted = before;
            throw;
        }
        finally
        {
            graphs?.Dispose(touched);
        }
    }
}
