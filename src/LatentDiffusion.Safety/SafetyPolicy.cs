namespace LatentDiffusion.Safety;

/// <summary>What is done with an unsafe picture.</summary>
public enum SafetyPolicy
{
    /// <summary>Its place is taken by a black one of the same size, as in diffusers.</summary>
    Black,

    /// <summary>It is blurred until no shape is left of a twelfth of its shorter side.</summary>
    Blur,

    /// <summary>The generation ends with an <see cref="UnsafeImageException"/>; no picture of it is given back.</summary>
    Refuse,

    /// <summary>It is given back as it is; only the warning and the report say what was found.</summary>
    Report,
}
