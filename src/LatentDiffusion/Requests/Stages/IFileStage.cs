namespace LatentDiffusion;

/// <summary>
/// Changes the bytes of a file that holds a generated picture, for what needs the final file, such as a signature. Stages run in the order
/// of <see cref="PipelineOptions.FileStages"/>, whenever a <see cref="GeneratedImage"/> is encoded or saved. One stage serves any number of
/// threads at once.
/// </summary>
public interface IFileStage
{
    /// <summary>A short name, for messages.</summary>
    string Name { get; }

    /// <summary>Does its work on one file.</summary>
    /// <param name="file">The whole file, from the encoder or from the stage before. May be changed and given back.</param>
    /// <param name="format">Its format.</param>
    /// <param name="image">The picture in it, and how it was made.</param>
    /// <returns>The file that goes on, of the same format. Never null.</returns>
    /// <remarks>An exception reaches the caller as it is; nothing is written then.</remarks>
    byte[] Apply(byte[] file, ImageFormat format, GeneratedImage image);
}
