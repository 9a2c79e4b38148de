using System.Numerics.Tensors;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Checkpoints;

/// <summary>The learned words of a model, by the text encoders that have rows for them.</summary>
internal sealed class LearnedTokens
{
    /// <summary>Keys of files for several encoders, and the encoder of each.</summary>
    private static readonly (string Key, string Component)[] Named = [("clip_l", "text_encoder"), ("clip_g", "text_encoder_2")];

    /// <summary>
    /// Keys of files with one word: of kohya-ss, and what stable-diffusion-webui's <c>string_to_param</c> becomes in another format.
    /// </summary>
    private static readonly string[] OfNoName = ["emb_params", "string_to_param.*", "*"];

    private const int MaxRows = 1024, MaxWidth = 1 << 16; // real ones have up to 75 rows, as many as a prompt has tokens

    private readonly IComponents _model;
    private readonly Dictionary<string, List<LearnedToken>> _tokens;

    private LearnedTokens(IComponents model, Dictionary<string, List<LearnedToken>> tokens) => (_model, _tokens) = (model, tokens);

    /// <summary>Reads the files.</summary>
    /// <param name="embeddings">The files.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="ModelFormatException">A file is not sound, or fits none of the model's text encoders.</exception>
    public static LearnedTokens Read(IReadOnlyList<TextualInversion> embeddings, IComponents model)
    {
        LearnedTokens tokens = new(model, new(StringComparer.Ordinal));
        foreach (TextualInversion embedding in embeddings) tokens.Read(embedding);
        return tokens;
    }

    /// <summary>The text encoders that have any.</summary>
    public IEnumerable<string> Components => _tokens.Keys;

    /// <summary>The words of a text encoder.</summary>
    public IReadOnlyList<LearnedToken> Of(string component) => _tokens.GetValueOrDefault(component) ?? [];

    /// <summary>These words and those that come with adapters.</summary>
    /// <param name="adapters">The adapters, in order; of two with one word the first counts.</param>
    /// <param name="warnings">Are told of words that the model has no use for.</param>
    public LearnedTokens With(IEnumerable<AdapterFile> adapters, RunWarnings warnings)
    {
        var copy = _tokens.ToDictionary(t => t.Key, t => new List<LearnedToken>(t.Value), StringComparer.Ordinal);
        LearnedTokens all = new(_model, copy);
        foreach (var (path, word) in adapters.SelectMany(file => file.Words.Select(word => (file.Path, word))))
        {
            string text = $"{path}: the word '{Shown.Of(word.Word)}', which comes with the adapter, is left out";
            if (ComponentFor(word.Tensor, word.Key) is not { } component)
                warnings.Add($"{text}: it is {word.Tensor}, which fits no CLIP text encoder of the model.");
            else if (_model.Source(component) is not CheckpointSource)
                warnings.Add($"{text}: embeddings can be added to weights (.safetensors) only.");
            else if (all.Of(component).Any(token => token.Text == word.Word))
                warnings.Add($"{text}: there is another of that name.");
            else all.Add(component, word.Word, word.Rows, isBundled: true);
        }

        return all;
    }

    /// <summary>The values of a list of embeddings.</summary>
    /// <exception cref="ModelFormatException">The tensor is none, or holds what is not finite.</exception>
    public static float[] RowsOf(SafetensorsFile file, StoredTensor tensor)
    {
        if (!tensor.Type.IsReal || tensor.Shape is not ([> 0 and <= MaxWidth] or [> 0 and <= MaxRows, > 0 and <= MaxWidth]))
            throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {tensor}, which is not a list of embeddings.");
        float[] values = StoredValues.ToSingle(tensor.Type, file.Bytes(tensor), (int)tensor.Shape.Aggregate((a, b) => a * b));
        return TensorPrimitives.IsFiniteAll<float>(values)
            ? values : throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' has values that are not finite.");
    }

    private void Read(TextualInversion embedding)
    {
        SafeFormat.Require(embedding.Path, "embeddings");
        string path = Path.GetFullPath(embedding.Path);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Tensors.Count == 0) throw new ModelFormatException($"{path}: the file holds no tensors, so it is no embedding.");
        Dictionary<string, StoredTensor> read = new(StringComparer.Ordinal);
        foreach (StoredTensor tensor in file.Tensors.Values)
        {
            float[] rows = RowsOf(file, tensor);
            string component = ComponentFor(tensor, tensor.Key)
                ?? throw new ModelFormatException(
                    $"{path}: '{Shown.Of(tensor.Key)}' has embeddings of {tensor.Shape[^1]} values, "
                    + "but no CLIP text encoder of the model has.");
            if (_model.Source(component) is not CheckpointSource)
                throw new ModelFormatException(
                    $"{path}: embeddings can be added to weights (.safetensors) only, "
                    + $"but '{component}' is a graph, {_model.Source(component).Path}.");
            if (!read.TryAdd(component, tensor))
                throw new ModelFormatException(
                    $"{path}: '{Shown.Of(read[component].Key)}' and '{Shown.Of(tensor.Key)}' are both for '{component}', "
                    + "but a file is of one word. Save each in a file of its own.");
            string word = TokenOf(embedding, file, tensor);
            if (Of(component).Any(token => token.Text == word))
                throw new ModelFormatException(
                    $"{path}: other embeddings have the word '{Shown.Of(word)}' already; give these another word.");
            Add(component, word, rows, isBundled: false);
        }
    }

    private void Add(string component, string word, float[] rows, bool isBundled)
    {
        List<LearnedToken> tokens = _tokens.TryGetValue(component, out var known) ? known : _tokens[component] = [];
        TemplateParameter embeddings = _model.Source(component).Parameters.Single(LearnedRows.AreIn);
        int first = (int)embeddings.Shape[0] + tokens.Sum(t => t.Count);
        tokens.Add(new LearnedToken(word, first, rows.Length / (int)embeddings.Shape[1], rows) { IsBundled = isBundled });
    }

    private static string TokenOf(TextualInversion embedding, SafetensorsFile file, StoredTensor tensor)
    {
        // Where the key says what the tensor is, the file is called as the word.
        bool isWord = file.Tensors.Count == 1 && !OfNoName.Contains(tensor.Key) && Named.All(n => n.Key != tensor.Key);
        return embedding.Token ?? (isWord ? tensor.Key : Path.GetFileNameWithoutExtension(embedding.Path));
    }

    /// <summary>The text encoder that rows belong to: the one that the key names, else the first whose embeddings are as wide.</summary>
    private string? ComponentFor(StoredTensor tensor, string key)
    {
        string[] encoders =
        [
            .. _model.Components("text_encoder").Order(StringComparer.Ordinal).Where(name => WidthOf(name) == tensor.Shape[^1]),
        ];
        string? named = Named.FirstOrDefault(n => n.Key == key).Component;
        return named is not null && encoders.Contains(named) ? named : encoders.FirstOrDefault();
    }

    private long? WidthOf(string component)
    {
        if (!_model.HasGraph(component)) return null;
        GraphSource source = _model.Source(component);
        return source is CheckpointSource
            ? source.Parameters.SingleOrDefault(LearnedRows.AreIn)?.Shape[1] : source.Config.Optional<int?>("hidden_size");
    }
}
