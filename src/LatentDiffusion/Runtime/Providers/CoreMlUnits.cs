namespace LatentDiffusion;

/// <summary>The units of Apple hardware that Core ML may compute on (<c>MLComputeUnits</c>).</summary>
public enum CoreMlUnits
{
    /// <summary>Processor, GPU and neural engine.</summary>
    All,

    /// <summary>The processor.</summary>
    CpuOnly,

    /// <summary>Processor and GPU.</summary>
    CpuAndGpu,

    /// <summary>Processor and neural engine.</summary>
    CpuAndNeuralEngine,
}
