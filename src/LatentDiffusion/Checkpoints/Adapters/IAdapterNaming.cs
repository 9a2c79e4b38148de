namespace LatentDiffusion.Checkpoints;

/// <summary>How a training tool names the tensors of adapters.</summary>
internal interface IAdapterNaming
{
    /// <summary>Reads a key, or returns null where it is not one of this tool's.</summary>
    AdapterKey? Parse(string key);
}
