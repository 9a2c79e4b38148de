namespace LatentDiffusion;

/// <summary>
/// Learned embeddings that a word in the prompt stands for (Gal et al. 2022, https://arxiv.org/abs/2208.01618), loaded with a model whose
/// text encoders are weights (<see cref="PipelineOptions.Embeddings"/>).
/// </summary>
public sealed record TextualInversion
{
    /// <summary>Names a file.</summary>
    /// <param name="path">
    /// A <c>.safetensors</c> file of diffusers (one tensor, its key is the word), of stable-diffusion-webui (<c>emb_params</c>), or for
    /// models with two CLIP encoders (<c>clip_l</c> and <c>clip_g</c>).
    /// </param>
    public TextualInversion(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Path of the file.</summary>
    public string Path { get; }

    /// <summary>The word that stands for the embeddings in prompts. Default null: the one in the file, else the name of the file.</summary>
    public string? Token { get; init; }
}
