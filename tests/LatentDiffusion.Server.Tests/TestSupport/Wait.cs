using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace LatentDiffusion.Server.Tests;

/// <summary>Waits for what happens elsewhere, and fails where it does not.</summary>
internal static class Wait
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        UntilAsync(() => Task.FromResult(condition()), what);

    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        long began = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"It never came true: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
