namespace LatentDiffusion.Hub;

/// <summary>Who publishes a model.</summary>
public enum ModelSource
{
    /// <summary>The Hugging Face hub, or a server that speaks its protocol.</summary>
    HuggingFace,

    /// <summary>Civitai.</summary>
    Civitai,
}
