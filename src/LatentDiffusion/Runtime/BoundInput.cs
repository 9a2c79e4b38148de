using Microsoft.ML.OnnxRuntime;

namespace LatentDiffusion.Runtime;

/// <summary>An input of a call, and which of its values the next run would read.</summary>
/// <param name="name">Its name.</param>
/// <param name="buffer">Its memory.</param>
internal sealed class BoundInput(string name, TensorBuffer buffer)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Its memory.</summary>
    public TensorBuffer Buffer => buffer;

    /// <summary>A tensor in the hardware's memory that is read in its place; null for none.</summary>
    public OrtValue? Remote { get; set; }

    /// <summary>Version of the values that are bound; null where nothing is, or something else.</summary>
    public int? Version { get; set; }

    /// <summary>Sees to it that the next run reads what the buffer holds now.</summary>
    public void Refresh(IGraphBinding binding)
    {
        int version = Remote is null ? buffer.Version : 0;
        if (Version == version) return;
        if (Remote is null) buffer.ToGraph();
        if (Version is null || binding.CopiesInputs) binding.BindInput(name, Remote ?? buffer.Value);
        Version = version;
    }
}
