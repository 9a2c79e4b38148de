using LatentDiffusion.Numerics;
using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// The schedule of the flow-matching transformers: shifted by the number of patches where the scheduler shifts dynamically (Esser et al.
/// 2024, https://arxiv.org/abs/2403.03206, section 5.3.2), and with diffusers' rounding of strengths for them.
/// </summary>
/// <param name="patchSize">Elements of a latent in a patch, along each side.</param>
/// <param name="givesSigmas">
/// Whether the noise levels are laid out here, evenly from 1 to 1 / steps, as Flux does, rather than by the scheduler.
/// </param>
internal sealed class FlowScheduleLayout(int patchSize, bool givesSigmas) : ScheduleLayout
{
    /// <summary>Defaults of diffusers' <c>calculate_shift</c>, for schedulers without such options.</summary>
    private const double BaseLength = 256, MaxLength = 4096, BaseShift = 0.5, MaxShift = 1.15;

    /// <summary>The steps that the strength leaves out are rounded down, where U-Nets round down those that are run.</summary>
    public override int Skipped(int steps, double strength) => (int)Math.Max(steps - Math.Min(steps * strength, steps), 0);

    /// <inheritdoc/>
    protected override ScheduleRequest Request(GenerationPlan plan, LatentModel model)
    {
        SchedulerOptions options = plan.Scheduler.Options.Over(model.SchedulerOptions);
        bool lacksSigmas = givesSigmas && plan.Request.Schedule.Points is null && options.UseFlowSigmas != true;
        return base.Request(plan, model) with
        {
            Mu = options.UseDynamicShifting == true ? Shift(plan.Latent, options) : null,
            Sigmas = lacksSigmas ? NumpyMath.Linspace(1, 1.0 / plan.Steps, plan.Steps) : plan.Request.Schedule.Sigmas,
        };
    }

    /// <summary>On the line through the shifts of the smallest and the largest training picture.</summary>
    private double Shift(LatentShape latent, SchedulerOptions options)
    {
        double shortest = options.BaseImageSeqLen ?? BaseLength, lowest = options.BaseShift ?? BaseShift;
        double slope = ((options.MaxShift ?? MaxShift) - lowest) / ((options.MaxImageSeqLen ?? MaxLength) - shortest);
        return latent.Height / patchSize * (latent.Width / patchSize) * slope + (lowest - slope * shortest);
    }
}
