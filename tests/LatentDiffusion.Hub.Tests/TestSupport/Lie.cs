using Microsoft.AspNetCore.Http;

namespace LatentDiffusion.Hub.Tests;

/// <summary>Lies about the large file of a <see cref="SmallPipeline"/>, and about other paths.</summary>
internal static class Lie
{
    /// <summary>Answers requests whose path holds a text, so many times; 0 for always.</summary>
    public static void About(this FakeHub hub, string part, int times, Func<HttpContext, Task> answer)
    {
        int count = 0;
        hub.Fault = async context =>
        {
            if (!context.Request.Path.Value!.Contains(part, StringComparison.Ordinal)) return false;
            if (Interlocked.Increment(ref count) > times && times > 0) return false;
            await answer(context);
            return true;
        };
    }

    /// <summary>Answers requests for the large file.</summary>
    public static void AboutLarge(this FakeHub hub, int times, Func<HttpContext, Task> answer) =>
        hub.About(SmallPipeline.Weights, times, answer);

    /// <summary>Sends the large file up to a byte, and breaks the connection off.</summary>
    public static async Task BreakOffAsync(HttpContext context, int at)
    {
        string range = context.Request.Headers.Range.ToString();
        int from = range.Length == 0 ? 0 : int.Parse(range[6..^1], System.Globalization.CultureInfo.InvariantCulture);
        if (from > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = $"bytes {from}-{SmallPipeline.Large.Length - 1}/{SmallPipeline.Large.Length}";
        }

        context.Response.ContentLength = SmallPipeline.Large.Length - from;
        if (at > from) await context.Response.Body.WriteAsync(SmallPipeline.Large.AsMemory(from, at - from));
        await context.Response.Body.FlushAsync();
        await Task.Delay(50); // what was written is on its way
        context.Abort();
    }

    /// <summary>Sends bytes for ever, or until nobody listens.</summary>
    public static async Task EndlessAsync(HttpContext context)
    {
        byte[] bytes = new byte[1 << 16];
        try
        {
            for (int i = 0; i < 10_000; i++) await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
