using LatentDiffusion.Extensions.AI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>LatentDiffusion in the services of an application.</summary>
public static class LatentDiffusionServices
{
    /// <summary>
    /// Adds the models, the queue in front of them, and an <see cref="IImageGenerator"/>. Options are checked when the application starts;
    /// when it begins to stop, generations are cancelled.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder, for models from code.</returns>
    public static LatentDiffusionBuilder AddLatentDiffusion(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddOptions<LatentDiffusionOptions>().ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<LatentDiffusionOptions>, LatentDiffusionOptionsValidator>());
        services.TryAddSingleton<ModelStore>();
        services.TryAddSingleton<GenerationPool>();
        services.TryAddSingleton<IImageGenerator, LatentDiffusionImageGenerator>();
        services.AddHostedService<PoolShutdown>();
        return new LatentDiffusionBuilder(services);
    }

    /// <summary>The same, with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>A builder, for models from code.</returns>
    public static LatentDiffusionBuilder AddLatentDiffusion(this IServiceCollection services, Action<LatentDiffusionOptions> configure)
    {
        services.Configure(configure);
        return services.AddLatentDiffusion();
    }

    /// <summary>The same, with the options of a section of the configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The section; its keys are the properties of <see cref="LatentDiffusionOptions"/>.</param>
    /// <returns>A builder, for models from code.</returns>
    public static LatentDiffusionBuilder AddLatentDiffusion(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<LatentDiffusionOptions>(configuration, binder => binder.ErrorOnUnknownConfiguration = true);
        return services.AddLatentDiffusion();
    }

    /// <summary>Adds a check that fails where a model cannot be loaded and warns where the queue is full.</summary>
    /// <param name="builder">The health checks.</param>
    /// <returns>The same health checks.</returns>
    public static IHealthChecksBuilder AddLatentDiffusion(this IHealthChecksBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<LatentDiffusionHealthCheck>("latent-diffusion");
    }
}
