using LatentDiffusion.Requests;

namespace LatentDiffusion.Model;

/// <summary>
/// How a family asks a scheduler for a run, and which part of it a generation covers. This is Stable Diffusion's way, which most share;
/// others derive from it.
/// </summary>
internal class ScheduleLayout
{
    /// <summary>Starts a run, at the point where the generation begins.</summary>
    public ScheduleRun Start(GenerationPlan plan, LatentModel model)
    {
        ScheduleRun run = Ask(plan, Request(plan, model));
        int begin = plan.Request.Schedule.Start > 0
            ? FirstBelow(plan.Request.Schedule.Start, run, model)
            : Skipped(plan.Steps, plan.Strength) * run.EvaluationsPerStep;
        if (begin >= run.Timesteps.Length)
            throw new ArgumentException(
                $"Schedule.Start is {plan.Request.Schedule.Start}, Strength {plan.Strength}; of {plan.Steps} steps none is left.",
                "request");
        if (begin > 0) run.StartAt(begin);
        return run;
    }

    /// <summary>Points of a plan with timesteps or noise levels of its own (diffusers' <c>retrieve_timesteps</c> counts them so).</summary>
    public int Points(GenerationPlan plan, LatentModel model) =>
        Ask(plan, Request(plan, model) with { SampleLength = 1, BatchSize = 1 }).Timesteps.Length;

    /// <summary>Index after the last point that the generation covers (diffusers' <c>denoising_end</c>).</summary>
    public int End(GenerationPlan plan, LatentModel model, ScheduleRun run)
    {
        if (plan.Request.Schedule.End >= 1) return run.Timesteps.Length;
        double cutoff = Cutoff(plan.Request.Schedule.End, model);
        int end = run.Begin;
        foreach (float timestep in run.Timesteps[run.Begin..])
            if (timestep >= cutoff) end++;
        return end > run.Begin
            ? end
            : throw new ArgumentException(
                $"Schedule.End is {plan.Request.Schedule.End}; of {plan.Steps} steps none is left.", "request");
    }

    /// <summary>Evaluations of the denoiser that a generation takes.</summary>
    public int Evaluations(GenerationPlan plan, LatentModel model)
    {
        ScheduleRun run = Start(plan, model);
        return End(plan, model, run) - run.Begin;
    }

    /// <summary>
    /// Steps that the strength leaves out at the start (diffusers' <c>get_timesteps</c>: the last <c>int(steps * strength)</c> are run).
    /// </summary>
    public virtual int Skipped(int steps, double strength) => steps - Math.Min((int)(steps * strength), steps);

    /// <summary>What the scheduler is asked for.</summary>
    protected virtual ScheduleRequest Request(GenerationPlan plan, LatentModel model) => new()
    {
        Steps = plan.Steps,
        Timesteps = plan.Request.Schedule.Timesteps,
        Sigmas = plan.Request.Schedule.Sigmas,
        SampleLength = plan.Latent.Length,
        BatchSize = plan.Count,
        Model = model.SchedulerOptions with { Eta = plan.Request.Schedule.Eta },
    };

    /// <summary>Asks the scheduler, which may be a user's own.</summary>
    /// <exception cref="InvalidOperationException">It gives no run, or one without steps.</exception>
    private static ScheduleRun Ask(GenerationPlan plan, ScheduleRequest request) =>
        plan.Scheduler.Start(request) is { Timesteps.Length: > 0 } run ? run : throw new InvalidOperationException(
            $"The scheduler {plan.Scheduler.GetType().FullName} gave no run with timesteps for {plan.Steps} steps.");

    /// <summary>The first point of the part that a refiner takes over (diffusers' <c>denoising_start</c>).</summary>
    private static int FirstBelow(double start, ScheduleRun run, LatentModel model)
    {
        double cutoff = Cutoff(start, model);
        int left = 0;
        foreach (float timestep in run.Timesteps)
            if (timestep < cutoff) left++;
        // A method of two evaluations must not begin with the second of a pair.
        if (run.EvaluationsPerStep == 2 && left % 2 == 0) left++;
        return Math.Max(run.Timesteps.Length - left, 0);
    }

    private static double Cutoff(double share, LatentModel model)
    {
        int train = model.SchedulerOptions.NumTrainTimesteps ?? 1000;
        return Math.Round(train - share * train);
    }
}
