namespace LatentDiffusion;

/// <summary>The learned words of a model, by the text encoders that have rows for them.</summary>
internal sealed class LearnedTokens
{
    /// <summary>Keys of files for several encoders, and the encoder of each.</summary>
    private static readonly (string Key, string Component)[] Named = [("clip_l", "text_encoder"), ("clip_g", "text_encoder_2")];

    private readonly Dictionary<string, List<LearnedToken>> _tokens = new(StringComparer.Ordinal);

    /// <summary>Reads the files.</summary>
    /// <param name="embeddings">The files.</param>
    /// <param name="folder">The model.</param>
    /// <exception cref="ModelFormatException">A file is not sound, or fits none of the model's text encoders.</exception>
    public static LearnedTokens Read(IReadOnlyList<TextualInversion> embeddings, ModelFolder folder)
    {
        LearnedTokens tokens = new();
        foreach (TextualInversion embedding in embeddings) tokens.Read(embedding, folder);
        return tokens;
    }

    /// <summary>The text encoders that have any.</summary>
    public IEnumerable<string> Components => _tokens.Keys;

    /// <summary>The words of a text encoder.</summary>
    public IReadOnlyList<LearnedToken> Of(string component) => _tokens.GetValueOrDefault(component) ?? [];

    private void Read(TextualInversion embedding, ModelFolder folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(embedding.Path);
        foreach (StoredTensor tensor in file.Tensors.Values)
        {
            if (!tensor.Type.IsReal || tensor.Shape is not ([> 0] or [> 0, > 0]))
                throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' is {tensor}, which is not a list of embeddings.");
            string component = ComponentFor(tensor, file, folder);
            int width = (int)tensor.Shape[^1], count = (int)(tensor.Shape is [var rows, _] ? rows : 1);
            List<LearnedToken> tokens = _tokens.TryGetValue(component, out var known) ? known : _tokens[component] = [];
            int first = folder.Config(component).Required<int>("vocab_size") + tokens.Sum(t => t.Count);
            float[] values = StoredValues.ToSingle(tensor.Type, file.Bytes(tensor), count * width);
            tokens.Add(new LearnedToken(TokenOf(embedding, file, tensor), first, count, values));
        }
    }

    private static string TokenOf(TextualInversion embedding, SafetensorsFile file, StoredTensor tensor)
    {
        // Where the key says what the tensor is, the file is called as the word.
        bool isWord = file.Tensors.Count == 1 && tensor.Key != "emb_params" && Named.All(n => n.Key != tensor.Key);
        return embedding.Token ?? (isWord ? tensor.Key : Path.GetFileNameWithoutExtension(embedding.Path));
    }

    private static string ComponentFor(StoredTensor tensor, SafetensorsFile file, ModelFolder folder)
    {
        long width = tensor.Shape[^1];
        string[] encoders =
        [
            .. folder.Components("text_encoder").Order(StringComparer.Ordinal).Where(name => WidthOf(folder, name) == width),
        ];
        string? named = Named.FirstOrDefault(n => n.Key == tensor.Key).Component;
        string component = (named is not null && encoders.Contains(named) ? named : encoders.FirstOrDefault())
            ?? throw new ModelFormatException(
                $"{file.Path}: '{Shown.Of(tensor.Key)}' has embeddings of {width} values, but no CLIP text encoder of the model has.");
        return folder.Source(component) is CheckpointSource
            ? component
            : throw new ModelFormatException(
                $"{file.Path}: embeddings can be added to weights (.safetensors) only, "
                + $"but '{component}' is a graph, {folder.Source(component).Path}.");
    }

    private static int? WidthOf(ModelFolder folder, string component) =>
        folder.HasGraph(component) ? folder.Config(component).Optional<int?>("hidden_size") : null;
}
