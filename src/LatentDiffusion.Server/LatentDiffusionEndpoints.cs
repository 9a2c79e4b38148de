using LatentDiffusion.Server;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scalar.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The server as endpoints of an application.</summary>
public static class LatentDiffusionEndpoints
{
    /// <summary>
    /// Maps the OpenAI Images API (<c>/v1</c>), the part of stable-diffusion-webui's that clients use (<c>/sdapi/v1</c>), an MCP tool
    /// (<c>/mcp</c>), the page with its own API (<c>/</c>, <c>/api</c>), and their description (<c>/openapi</c>, <c>/docs</c>).
    /// </summary>
    /// <param name="endpoints">The application, with the services of <c>AddLatentDiffusion().AddServer()</c>.</param>
    /// <returns>All of them, for further conventions.</returns>
    public static IEndpointConventionBuilder MapLatentDiffusion(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ServerOptions options = endpoints.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value;
        RouteGroupBuilder all = endpoints.MapGroup(""), api = all.MapGroup("");
        api.WithGroupName(LatentDiffusionServerServices.Document);
        api.WithMetadata(new RequestSizeLimitAttribute(options.MaxBodyBytes));
        OpenAiEndpoints.Map(Area("/v1", ErrorForms.OpenAi));
        WebuiEndpoints.Map(Area("/sdapi/v1", ErrorForms.Webui));
        ControlNetEndpoints.Map(Area("/controlnet", ErrorForms.Webui));
        JobEndpoints.Map(Area("/api", ErrorForms.Plain));
        RouteGroupBuilder mcp = all.MapGroup("");
        Gate.Guard(mcp, options, ErrorForms.Plain);
        mcp.WithMetadata(new RequestSizeLimitAttribute(options.MaxBodyBytes));
        mcp.MapMcp("/mcp");
        all.MapOpenApi();
        all.MapScalarApiReference("/docs", scalar => scalar
            .WithTitle("LatentDiffusion").AddDocument(LatentDiffusionServerServices.Document).DisableDefaultFonts().DisableAgent());
        if (options.Page) PageEndpoints.Map(all);
        return all;

        RouteGroupBuilder Area(string prefix, Func<Fault, object> form)
        {
            RouteGroupBuilder area = api.MapGroup(prefix);
            Nowhere.Map(area);
            Gate.Guard(area, options, form);
            return area;
        }
    }
}
