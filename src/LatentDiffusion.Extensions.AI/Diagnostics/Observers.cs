namespace LatentDiffusion.Extensions.AI;

/// <summary>Loggers and listeners are others' code, and look on only: what they throw must not change what they look at.</summary>
internal static class Observers
{
    /// <summary>Tells an observer.</summary>
    /// <param name="tell">Tells it; what it throws ends here.</param>
    public static void Tell(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception)
        {
            // There is nobody to tell: the ones who are told of faults failed.
        }
    }
}
