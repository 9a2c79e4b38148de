namespace LatentDiffusion.Datasets;

/// <summary>A layout that trainers read, made of shards when they are joined.</summary>
public enum DatasetFormat
{
    /// <summary>Shards of WebDataset without the samples that are left out; the shards that are drawn are such ones already.</summary>
    WebDataset,

    /// <summary>Parquet files as <c>datasets</c> of Hugging Face reads and writes them.</summary>
    Parquet,

    /// <summary>A folder for each split and class, and <c>metadata.jsonl</c>.</summary>
    ImageFolder,

    /// <summary>Pictures and <c>instances_SPLIT.json</c> with boxes and masks; for modes with a mask.</summary>
    Coco,

    /// <summary>Pictures and <c>labels/*.txt</c> with boxes; for modes with a mask.</summary>
    Yolo,
}
