namespace LatentDiffusion.Safety;

/// <summary>Says whether a picture shows what it must not. One checker serves any number of threads at once.</summary>
public interface IImageSafetyChecker
{
    /// <summary>A short name, for messages.</summary>
    string Name { get; }

    /// <summary>Looks at a picture.</summary>
    /// <param name="image">Any picture, of any size.</param>
    /// <param name="cancellationToken">Stops it.</param>
    SafetyFinding Check(RgbImage image, CancellationToken cancellationToken = default);
}
