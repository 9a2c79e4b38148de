using LatentDiffusion.Extensions.AI;
using LatentDiffusion.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The server in the services of an application.</summary>
public static class LatentDiffusionServerServices
{
    /// <summary>Name of the OpenAPI document and of the group of endpoints that it describes.</summary>
    internal const string Document = "latent-diffusion";

    /// <summary>Adds what <c>MapLatentDiffusion</c> needs.</summary>
    /// <param name="builder">What <c>AddLatentDiffusion</c> gave.</param>
    /// <param name="configure">Sets the options. Default null: they stay as they are.</param>
    /// <returns>The same builder.</returns>
    public static LatentDiffusionBuilder AddServer(this LatentDiffusionBuilder builder, Action<ServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        OptionsBuilder<ServerOptions> options = services.AddOptions<ServerOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServerOptions>, ServerOptionsValidator>());
        services.TryAddSingleton<Drawing>();
        services.TryAddSingleton<JobShelf>();
        services.TryAddSingleton<WebuiState>();
        services.AddOpenApi(Document, document =>
        {
            document.ShouldInclude = endpoint => endpoint.GroupName == Document;
            document.AddSchemaTransformer(DescribedNames.FitAsync);
        });
        services.AddMcpServer().WithHttpTransport(transport => transport.Stateless = true)
            .WithRequestFilters(filters => filters.AddCallToolFilter(ToolFaults.Tell)).WithTools<DrawingTool>();
        return builder;
    }
}
