namespace LatentDiffusion.Evaluation;

/// <summary>The network of this package, which lies beside the application: ResNet18 with ImageNet's weights, 512 features.</summary>
public static class ResNet18
{
    /// <summary>Folder of the network, beside the application; <see cref="FeatureNetwork.Load"/> reads it.</summary>
    public static string Directory => Path.Combine(AppContext.BaseDirectory, "networks", "resnet18");

    /// <summary>Loads the network.</summary>
    /// <param name="options">On what it runs; the processor unless given.</param>
    /// <exception cref="ModelFormatException">The folder was removed from beside the application, or damaged.</exception>
    /// <exception cref="ExecutionProviderException">The native ONNX Runtime, or the asked-for provider in it, is absent.</exception>
    public static FeatureNetwork Load(FeatureNetworkOptions? options = null) => FeatureNetwork.Load(Directory, options);
}
