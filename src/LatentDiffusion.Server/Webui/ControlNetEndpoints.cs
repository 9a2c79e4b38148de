using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>What clients ask the ControlNet extension before they use it.</summary>
internal static class ControlNetEndpoints
{
    /// <summary>Maps it.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.WithTags("stable-diffusion-webui");
        group.MapGet("/version", () => ServerJson.Answer(new { version = 2 }));
        group.MapGet("/module_list", () => ServerJson.Answer(new { module_list = new[] { "none" }, module_detail = new { } }));
        group.MapGet("/model_list", (Drawing drawing) => ServerJson.Answer(new { model_list = drawing.Models.Names }))
            .WithSummary("Lists the models; the nets of each are chosen with it.");
    }
}
