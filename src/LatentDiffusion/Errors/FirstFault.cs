using System.Runtime.ExceptionServices;

namespace LatentDiffusion.Errors;

/// <summary>Lets what fails on one of several threads fail as it would on this one.</summary>
internal static class FirstFault
{
    /// <summary>Runs a loop of <see cref="Parallel"/>.</summary>
    /// <exception cref="Exception">The first of what its iterations threw.</exception>
    public static void Of(Action parallel)
    {
        try
        {
            parallel();
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
