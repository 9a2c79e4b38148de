namespace LatentDiffusion;

/// <summary>The shift that <see cref="ScheduleRequest.Mu"/> stands for.</summary>
public enum TimeShiftType
{
    /// <summary><c>exponential</c>: e to that power.</summary>
    Exponential,

    /// <summary><c>linear</c>: the number itself.</summary>
    Linear,
}
