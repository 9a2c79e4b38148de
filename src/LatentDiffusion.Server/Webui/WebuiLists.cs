using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LatentDiffusion.Server;

/// <summary>The lists that clients fill their menus with.</summary>
internal static class WebuiLists
{
    /// <summary>Maps them.</summary>
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/samplers", () => List(SamplerNames.Methods.Select(
            method => new { name = method.Name, aliases = new[] { method.Alias }, options = new { } })));
        group.MapGet("/schedulers", () => List(SamplerNames.Spacings.Select(spacing => new
        {
            name = spacing.Name, label = spacing.Label, aliases = Array.Empty<string>(), default_rho = -1.0, need_inner_model = false,
        })));
        group.MapGet("/sd-models", (Drawing drawing) => List(drawing.Models.Names.Select(name => new
        {
            title = name, model_name = name, hash = (string?)null, sha256 = (string?)null, filename = name, config = (string?)null,
        })));
        group.MapGet("/loras", (Drawing drawing) => List(drawing.Options.Loras.Select(name => new
        {
            name, alias = name, path = name, metadata = new { },
        })));
        group.MapGet("/upscalers", () => List(UpscalerNames.OfPixels.Select(name => new
        {
            name, model_name = (string?)null, model_path = (string?)null, model_url = (string?)null, scale = 4,
        })));
        group.MapGet("/latent-upscale-modes", () => List(UpscalerNames.OfLatents.Select(name => new { name })));
        foreach (string empty in (string[])["/sd-vae", "/hypernetworks", "/face-restorers", "/realesrgan-models", "/prompt-styles"])
            group.MapGet(empty, () => List(Array.Empty<object>()));
        group.MapGet("/embeddings", () => ServerJson.Answer(new { loaded = new { }, skipped = new { } }));
        group.MapGet("/scripts", () => ServerJson.Answer(new { txt2img = new[] { "controlnet" }, img2img = new[] { "controlnet" } }));
        group.MapGet("/cmd-flags", () => ServerJson.Answer(new { api = true, listen = false }));
        group.MapGet("/memory", () => ServerJson.Answer(Memory()));
    }

    private static IResult List(IEnumerable<object> items) => ServerJson.Answer(items);

    private static object Memory()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        long used = Environment.WorkingSet, total = memory.TotalAvailableMemoryBytes;
        return new { ram = new { free = Math.Max(0, total - used), used, total }, cuda = new { error = "not measured" } };
    }
}
