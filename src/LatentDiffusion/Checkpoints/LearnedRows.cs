using System.Runtime.InteropServices;
using LatentDiffusion.Onnx;
using LatentDiffusion.Storage;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Checkpoints;

/// <summary>Puts learned rows behind the token embeddings of a text encoder.</summary>
/// <param name="tokens">The words; their ids follow those of the encoder without a gap.</param>
internal sealed class LearnedRows(IReadOnlyList<LearnedToken> tokens) : IWeightChange
{
    private const string Embedding = "embeddings.token_embedding.weight";

    /// <summary>Whether a parameter is the token embeddings.</summary>
    public static bool AreIn(TemplateParameter parameter) => parameter.Name.EndsWith(Embedding, StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool Touches(TemplateParameter parameter) => AreIn(parameter);

    /// <inheritdoc/>
    public void Apply(GraphPrefix prefix, TemplateParameter parameter, string input, string output)
    {
        string learned = $"{output}/learned";
        float[] rows = [.. tokens.SelectMany(t => t.Rows)];
        prefix.Inline(learned, StoredType.Float32, [tokens.Sum(t => t.Count), parameter.Shape[1]], MemoryMarshal.AsBytes<float>(rows));
        prefix.Concatenate([input, learned], output);
    }
}
