namespace LatentDiffusion.Provenance;

/// <summary>Looks for one kind of watermark in the pixels of a picture. One reader serves any number of threads at once.</summary>
public interface IWatermarkReader
{
    /// <summary>Name of the kind of watermark, for reports.</summary>
    string Name { get; }

    /// <summary>Looks for it.</summary>
    /// <param name="image">Any picture, of any size.</param>
    /// <returns>What it says, or null where there is none. Never throws for what a picture shows.</returns>
    WatermarkReading? Read(RgbImage image);
}
