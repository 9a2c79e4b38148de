namespace LatentDiffusion.Evaluation;

/// <summary>What a metric needs beside features.</summary>
public enum MetricNeeds
{
    /// <summary>Only features.</summary>
    Nothing,

    /// <summary>The logits of a network that classifies.</summary>
    Logits,

    /// <summary>Embeddings of the prompts, by a network with a text encoder.</summary>
    Texts,
}
