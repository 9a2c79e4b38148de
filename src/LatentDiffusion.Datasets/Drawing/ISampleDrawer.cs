namespace LatentDiffusion.Datasets;

/// <summary>Draws samples.</summary>
internal interface ISampleDrawer : IDisposable
{
    /// <summary>The model that it can draw with at once, or null.</summary>
    string? LoadedModel { get; }

    /// <summary>Draws an attempt at a sample.</summary>
    /// <exception cref="NumericalException">The model gave no picture, but NaN or infinity.</exception>
    DrawnSample Draw(SampleRecipe recipe, CancellationToken cancellationToken);
}
