namespace LatentDiffusion.Datasets;

/// <summary>What samples are made from.</summary>
public enum DatasetMode
{
    /// <summary>A prompt.</summary>
    Text,

    /// <summary>A real picture, which is noised and drawn anew; it keeps its label.</summary>
    Variations,

    /// <summary>A real picture, of which the masked object is drawn anew; mask and box stay.</summary>
    Inside,

    /// <summary>A real picture, of which all but the masked object is drawn anew; mask and box stay.</summary>
    Outside,

    /// <summary>A label that a ControlNet follows: a segmentation, edges, a depth map.</summary>
    Control,
}
