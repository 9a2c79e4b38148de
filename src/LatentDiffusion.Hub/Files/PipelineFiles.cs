using System.Text.Json;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>Chooses of a repository what a pipeline is loaded from, and nothing twice.</summary>
/// <param name="model">Name of the model, for messages.</param>
/// <param name="options">What is chosen where there are several.</param>
/// <param name="read">Reads a small file, which is fetched where it is not there.</param>
internal sealed partial class PipelineFiles(string model, SelectionOptions options, Func<RemoteFile, Task<byte[]>> read)
{
    private const string Index = "model_index.json", Config = "config.json", Autoencoder = "vae";

    /// <summary>Folders with halves of an autoencoder, which graphs in ONNX have in place of <c>vae</c>.</summary>
    private static readonly string[] Halves = ["vae_decoder", "vae_encoder"];

    /// <summary>Components that pipelines here use although no index names them.</summary>
    private static readonly string[] Unnamed = ["preview_decoder"];

    /// <summary>Components that an index may name though no pipeline here needs them.</summary>
    private static readonly string[] Dispensable = ["feature_extractor", "image_processor"];

    /// <summary>Chooses.</summary>
    /// <param name="name">Name of the model, which may be of a folder or file of the repository.</param>
    /// <param name="listing">The files of the repository.</param>
    /// <exception cref="HubException">It is not a model, or can be read only in formats that are not.</exception>
    public Task<Selection> SelectAsync(ModelName name, RepoListing listing)
    {
        if (name.Path is not { } path) return SelectAsync(listing);
        if (listing.Within(path) is { IsEmpty: false } folder) return SelectAsync(folder);
        RemoteFile file = listing.Find(path)
            ?? throw new HubException(HubErrorKind.FileNotFound, model, "there is no such file or folder.", path);
        if (ComponentFiles.IsPickled(path)) throw OnlyPickled(file);
        return path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult(new Selection([file], path, HasIndex: false))
            : throw new HubException(HubErrorKind.NotAModel, model, "of single files, only .safetensors are models.", path);
    }

    private async Task<Selection> SelectAsync(RepoListing listing)
    {
        if (listing.Find(Index) is { } index) return await PipelineAsync(listing, index).ConfigureAwait(false);
        ComponentFiles root = new("", listing, options.Variant);
        if (listing.Find(Config) is not null && !root.IsSmall)
        {
            bool graph = root.HasGraph && (root.Weights is null || options.Weights == ModelWeights.Onnx);
            return new Selection(await FilesOfAsync(root, graph).ConfigureAwait(false), listing.Folder, HasIndex: false);
        }

        RemoteFile[] whole = [.. listing.Direct().Where(f => f.Name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))];
        return whole switch
        {
            [var file] => new Selection([file], file.Path, HasIndex: false),
            [] when root.Unsafe is { } pickled => throw OnlyPickled(pickled),
            [] => throw NotAModel($"it has neither {Index} nor a .safetensors file, so it holds no model that is read here."),
            _ => throw NotAModel(
                $"it has several models: {Names(whole)}. Name one, as in hf://{model}/{whole[0].Path}."),
        };
    }

    private async Task<Selection> PipelineAsync(RepoListing listing, RemoteFile index)
    {
        IReadOnlyList<string> named = Parsed(index, ModelIndex.Components, await read(index).ConfigureAwait(false));
        ComponentFiles[] components =
        [
            .. FoldersOf(listing, named).Where(f => !options.Skipped.Contains(f))
                .Select(f => new ComponentFiles(f, listing.Within(f), options.Variant)),
        ];
        if (named.FirstOrDefault(
            n => !options.Skipped.Contains(n) && !Dispensable.Contains(n) && !IsThere(n, components)) is { } missing)
            throw NotAModel($"{Index} names '{missing}', but there is no such folder.");
        List<RemoteFile> files = [index];
        foreach (var (component, graph) in Formats(components, named))
            files.AddRange(await FilesOfAsync(component, graph).ConfigureAwait(false));
        return new Selection([.. files.DistinctBy(f => f.Path)], listing.Folder, HasIndex: true);
    }

    /// <summary>
    /// Of each component whether its graph is taken, or else its weights; without the halves that a whole autoencoder spares.
    /// </summary>
    private IEnumerable<(ComponentFiles Component, bool Graph)> Formats(ComponentFiles[] components, IReadOnlyList<string> named)
    {
        ComponentFiles[] needed = [.. components.Where(c => !c.IsSmall && (named.Contains(c.Name) || Halves.Contains(c.Name)))];
        ComponentFiles[] own = [.. needed.Where(c => named.Contains(c.Name))];
        bool weights = own.All(c => c.Weights is not null);
        bool graphs = !weights && needed.Where(c => c.Name != Autoencoder).All(c => c.HasGraph) && needed.Any(c => Halves.Contains(c.Name));
        bool preferGraphs = options.Weights == ModelWeights.Onnx || (options.Weights == ModelWeights.Auto && graphs);
        bool halves = needed.Any(c => c.Name == Halves[0] && c.HasGraph);
        bool whole = components.Any(c => c.Name == Autoencoder && (c.Weights is not null || c.HasGraph));
        foreach (ComponentFiles component in components)
        {
            bool isHalf = Halves.Contains(component.Name) && !named.Contains(component.Name);
            if (isHalf && whole && !preferGraphs) continue;
            if (component.Name == Autoencoder && halves && (preferGraphs || !whole)) continue;
            yield return (component, component.HasGraph && (preferGraphs || component.Weights is null));
        }
    }

    private async Task<IReadOnlyList<RemoteFile>> FilesOfAsync(ComponentFiles component, bool graph)
    {
        List<RemoteFile> files = [.. component.SmallFiles()];
        if (graph) files.AddRange(component.GraphFiles());
        else if (component.Weights is { } weights)
        {
            files.Add(weights);
            if (weights.Name.EndsWith(".json", StringComparison.Ordinal))
                foreach (string shard in Parsed(weights, ModelIndex.Shards, await read(weights).ConfigureAwait(false)))
                    files.Add(ShardOf(component, weights, shard));
        }
        else if (component.Unsafe is { } pickled) throw OnlyPickled(pickled);
        else if (component.Find(Config) is { } config)
            throw new HubException(HubErrorKind.NotAModel, model, "the component has this, but no weights.", config.Path);

        return files;
    }

    private RemoteFile ShardOf(ComponentFiles component, RemoteFile index, string name)
    {
        if (RepoPath.Problem(name) is { } problem || name.Contains('/', StringComparison.Ordinal))
            throw new HubException(
                HubErrorKind.UnsafePath,
                model,
                $"it names '{name}', which is not a file beside it. Nothing of this revision is fetched.",
                index.Path);
        if (!name.EndsWith(".safetensors", StringComparison.Ordinal))
            throw new HubException(HubErrorKind.UnsafeFormat, model, $"it names '{name}', which is no .safetensors file.", index.Path);
        return component.Find(name)
            ?? throw new HubException(HubErrorKind.NotAModel, model, $"it names '{name}', but there is no such file.", index.Path);
    }

    /// <summary>The folders of an index's components; of several of a kind, the further ones are numbered.</summary>
    private static IEnumerable<string> FoldersOf(RepoListing listing, IReadOnlyList<string> named) => listing.Folders.Where(
        f => named.Contains(f) || Unnamed.Contains(f) || (Halves.Contains(f) && named.Contains(Autoencoder))
            || (Numbered().Match(f) is { Success: true } numbered && named.Contains(numbered.Groups[1].Value)));

    private static bool IsThere(string name, ComponentFiles[] components) =>
        components.Any(c => c.Name == name || (name == Autoencoder && c.Name == Halves[0]));

    private T Parsed<T>(RemoteFile file, Func<byte[], T> parse, byte[] json)
    {
        try
        {
            return parse(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter of keys with half a character
        {
            throw new HubException(HubErrorKind.NotAModel, model, $"the file cannot be read: {e.Message}", file.Path, e);
        }
    }

    private HubException OnlyPickled(RemoteFile pickled) => new(
        HubErrorKind.UnsafeFormat,
        model,
        "the weights are there in this format only, which can run code when it is read, and is never fetched. Look for a revision with "
        + ".safetensors (often refs/pr/N), or save the model anew with safe_serialization=True.",
        pickled.Path);

    private HubException NotAModel(string problem) => new(HubErrorKind.NotAModel, model, problem);

    private static string Names(RemoteFile[] files)
    {
        const int Most = 8;
        return string.Join(", ", files.Take(Most).Select(f => f.Name)) + (files.Length > Most ? $" and {files.Length - Most} more" : "");
    }

    [GeneratedRegex(@"^(.+)_[0-9]{1,2}\z")]
    private static partial Regex Numbered();
}
