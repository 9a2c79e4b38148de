using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Checkpoints;

/// <summary>
/// A learned word that comes with an adapter: tensors <c>bundle_emb.WORD.string_to_param.*</c>, or <c>clip_l</c> and <c>clip_g</c> for
/// models with two encoders (https://github.com/AUTOMATIC1111/stable-diffusion-webui/pull/13568).
/// </summary>
/// <param name="Word">The word.</param>
/// <param name="Tensor">The tensor of its rows.</param>
/// <param name="Key">What the tensor would be called in a file of its own.</param>
/// <param name="Rows">The rows, one behind the other.</param>
internal sealed record BundledWord(string Word, StoredTensor Tensor, string Key, float[] Rows)
{
    private const string Beginning = "bundle_emb.";

    /// <summary>Whether a key is that of such a tensor.</summary>
    public static bool Is(string key) => key.StartsWith(Beginning, StringComparison.Ordinal);

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="ModelFormatException">It is no list of embeddings, or names no word.</exception>
    public static BundledWord Read(SafetensorsFile file, StoredTensor tensor) =>
        tensor.Key[Beginning.Length..].Split('.', 2) is [{ Length: > 0 } word, var key]
            ? new(word, tensor, key, LearnedTokens.RowsOf(file, tensor))
            : throw new ModelFormatException($"{file.Path}: '{Shown.Of(tensor.Key)}' names no word.");
}
