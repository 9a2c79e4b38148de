namespace LatentDiffusion.Requests;

/// <summary>Runs the stages of a pipeline.</summary>
internal sealed class StageList(IReadOnlyList<IImageStage> imageStages, IReadOnlyList<IFileStage> fileStages)
{
    /// <summary>Whether a stage keeps previews back.</summary>
    public bool WithholdsPreviews { get; } = imageStages.Any(stage => stage.WithholdsPreviews);

    /// <summary>Sends a picture through the image stages.</summary>
    public RgbImage Apply(RgbImage image, ImageStageContext context)
    {
        foreach (IImageStage stage in imageStages)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            image = stage.Apply(image, context) ?? throw NothingFrom(stage.Name);
        }

        return image;
    }

    /// <summary>Sends a file through the file stages.</summary>
    public byte[] Apply(byte[] file, ImageFormat format, GeneratedImage image)
    {
        foreach (IFileStage stage in fileStages) file = stage.Apply(file, format, image) ?? throw NothingFrom(stage.Name);
        return file;
    }

    /// <summary>Refuses lists that lack something.</summary>
    /// <exception cref="ArgumentException">A list or an entry is null; the message says which.</exception>
    public static void Check<T>(IReadOnlyList<T> stages, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(stages, name);
        for (int i = 0; i < stages.Count; i++)
            if (stages[i] is null) throw new ArgumentException($"{name}[{i}] is null; it must be a stage.", name);
    }

    private static InvalidOperationException NothingFrom(string name) => new($"The stage '{name}' gave null; it must give what goes on.");
}
