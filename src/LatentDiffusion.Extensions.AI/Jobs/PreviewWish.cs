namespace LatentDiffusion.Extensions.AI;

/// <summary>Whether someone wants to see how far a job is. Wished for by any thread, asked and fulfilled on the generating one.</summary>
internal sealed class PreviewWish
{
    private const int MostPreviews = 5; // of what a preview costs
    private volatile bool _isMade, _isLast;
    private bool _isLastAskedFor;
    private int _shown;

    /// <summary>Whether the job is to end with the next preview.</summary>
    public bool IsLast => _isLast;

    /// <summary>Whether the last preview was asked for before the step that has none: there will be none.</summary>
    public bool IsRefused => _isLastAskedFor;

    /// <summary>Wishes for a preview when the last one is old.</summary>
    public void Make() => _isMade = true;

    /// <summary>Wishes for a preview of the next step, after which the job ends.</summary>
    public void MakeLast() => _isLast = true;

    /// <summary>Whether the step after <paramref name="done"/> is to have a preview.</summary>
    public bool IsFor(GenerationStep? done)
    {
        _isLastAskedFor = _isLast;
        return _isLastAskedFor || (_isMade && (done is not { } step || IsOld(step)));
    }

    /// <summary>There is a preview of a step.</summary>
    /// <returns>Whether it was the last one that is wanted.</returns>
    public bool Fulfil(GenerationStep step)
    {
        (_isMade, _shown) = (false, step.Step);
        return _isLast;
    }

    /// <summary>Steps are counted from 1 again where a second pass begins.</summary>
    private bool IsOld(GenerationStep done) =>
        _shown == 0 || done.Step < _shown || done.Step + 1 - _shown >= done.Steps / MostPreviews;
}
