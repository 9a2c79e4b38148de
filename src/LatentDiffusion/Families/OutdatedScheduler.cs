using LatentDiffusion.Scheduling;

namespace LatentDiffusion.Families;

/// <summary>
/// Configurations from before some options existed, which Stable Diffusion's pipelines in diffusers set right as they are made
/// (https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/stable_diffusion/pipeline_stable_diffusion.py#L215).
/// </summary>
internal static class OutdatedScheduler
{
    /// <summary>For text to image and image to image: leading timesteps start at 1, and latents are not clipped.</summary>
    /// <param name="folder">
    /// The model's own scheduler, which is told also where its defaults are meant, and all options in its configuration.
    /// </param>
    public static (Scheduler Scheduler, SchedulerOptions Options) Mended((Scheduler Scheduler, SchedulerOptions Options) folder)
    {
        return (With(folder.Scheduler, Unclipped), Unclipped(folder.Options, folder.Options));

        static SchedulerOptions Unclipped(SchedulerOptions options, SchedulerOptions complete) =>
            Offset(options, complete) with { ClipSample = complete.ClipSample is true ? false : options.ClipSample };
    }

    /// <summary>For inpainting: leading timesteps start at 1, and PNDM has no Runge-Kutta steps.</summary>
    public static Scheduler MendedForInpainting(Scheduler scheduler) => With(
        scheduler,
        (options, complete) =>
            Offset(options, complete) with { SkipPrkSteps = complete.SkipPrkSteps is false ? true : options.SkipPrkSteps });

    private static SchedulerOptions Offset(SchedulerOptions options, SchedulerOptions complete) =>
        options with { StepsOffset = complete.StepsOffset is null ? null : 1 };

    private static Scheduler With(Scheduler scheduler, Func<SchedulerOptions, SchedulerOptions, SchedulerOptions> mend)
    {
        SchedulerKind kind = Schedulers.KindOf(scheduler.ClassName);
        return kind.Create(mend(scheduler.Options, scheduler.Options.Over(kind.Defaults)));
    }
}
