using System.Numerics;

namespace LatentDiffusion.Scheduling;

/// <summary>
/// Shifts of flow-matching noise levels: more steps at high noise for larger pictures (Esser et al. 2024, https://arxiv.org/abs/2403.03206,
/// section 5.3.2). Generic, because diffusers computes given levels in single precision and its own in double, and the timesteps show it.
/// </summary>
internal static class FlowShift
{
    /// <summary>Equation 23: moves a level towards 1 (shift over 1) or towards 0.</summary>
    public static T Shift<T>(T sigma, double shift) where T : IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(shift) * sigma / (T.One + T.CreateTruncating(shift - 1) * sigma);

    /// <summary>The shift that a request's <see cref="ScheduleRequest.Mu"/> stands for.</summary>
    /// <exception cref="ArgumentException">It is missing.</exception>
    public static double Dynamic(SchedulerOptions options, ScheduleRequest request)
    {
        double mu = request.Mu ?? throw new ArgumentException("'Mu' must be given where 'use_dynamic_shifting' is true.", nameof(request));
        return options.TimeShiftType == TimeShiftType.Linear ? mu : Math.Exp(mu);
    }

    /// <summary>Moves a level as <see cref="Shift"/> does, in the form that diffusers gives it under dynamic shifting.</summary>
    public static T ShiftDynamically<T>(T sigma, double shift) where T : IBinaryFloatingPointIeee754<T>
    {
        T s = T.CreateTruncating(shift);
        return s / (s + (T.One / sigma - T.One));
    }

    /// <summary>
    /// Stretches levels so that the last becomes <c>shift_terminal</c> (LTX-Video, https://arxiv.org/abs/2501.00103). Where the last is 1,
    /// as the only level of a run of one step is, there is nothing to stretch and the levels stay; diffusers divides by zero there.
    /// </summary>
    public static void StretchToTerminal<T>(Span<T> sigmas, double terminal) where T : IBinaryFloatingPointIeee754<T>
    {
        T scale = (T.One - sigmas[^1]) / T.CreateTruncating(1 - terminal);
        if (scale == T.Zero) return;
        for (int i = 0; i < sigmas.Length; i++) sigmas[i] = T.One - (T.One - sigmas[i]) / scale;
    }
}
