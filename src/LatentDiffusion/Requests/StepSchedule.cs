using LatentDiffusion.Errors;
using static LatentDiffusion.Requests.RequestBounds;

namespace LatentDiffusion;

/// <summary>Which steps are run, beyond their number. Immutable.</summary>
public sealed record StepSchedule
{
    /// <summary>
    /// The timesteps to run, descending, in place of <see cref="GenerationRequest.Steps"/>, for a scheduler that takes them;
    /// <see cref="StepTables"/> has published ones. Default null: as the scheduler spaces them.
    /// </summary>
    public IReadOnlyList<double>? Timesteps { get; init; }

    /// <summary>
    /// The noise levels to run, descending, in place of <see cref="GenerationRequest.Steps"/>, for a scheduler that takes them: with the 0
    /// at the end, but for flow matching. Default null: as the scheduler spaces them.
    /// </summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>
    /// DDIM and TCD: share of noise put back at each step, 0 (deterministic) to 1, where the options of
    /// <see cref="GenerationRequest.Scheduler"/> leave it open. Default 0, which diffusers' pipelines tell TCD too.
    /// </summary>
    public double Eta { get; init; }

    /// <summary>
    /// Share of the schedule that another model has done already, 0 to below 1 (diffusers' <c>denoising_start</c>). Needs
    /// <see cref="ImageInput.Latents"/>. Default 0.
    /// </summary>
    public double Start { get; init; }

    /// <summary>
    /// Share of the schedule after which to stop, above <see cref="Start"/> to 1, so that a second model can go on from
    /// <see cref="GenerationResult.Latents"/> (SDXL's base and refiner; diffusers' <c>denoising_end</c>). Default 1: go to the end.
    /// </summary>
    public double End { get; init; } = 1;

    /// <summary>How many points <see cref="Timesteps"/> or <see cref="Sigmas"/> list; null where neither is given.</summary>
    internal int? Points => (Timesteps ?? Sigmas)?.Count;

    /// <summary>Fails where a value makes no sense, whatever the model.</summary>
    /// <param name="request">The request that it belongs to.</param>
    /// <param name="steps">Its steps, decided.</param>
    /// <exception cref="ArgumentException">One does; the message names both.</exception>
    internal void Check(GenerationRequest request, int steps)
    {
        string list = Sigmas is null ? "Schedule.Timesteps" : "Schedule.Sigmas";
        string counted = Points is null ? nameof(request.Steps) : $"{list}.Count";
        ArgumentRule.Require(steps is > 0 and <= MaxSteps, counted, steps, $"must be from 1 to {MaxSteps}");
        ArgumentRule.Require(Timesteps is null || Sigmas is null, "Schedule.Sigmas", "given", "must be null beside Timesteps");
        ArgumentRule.Require(request.Steps is null || Points is null, nameof(request.Steps), steps, $"must be null beside {list}");
        ArgumentRule.Require(Eta is >= 0 and <= 1, "Schedule.Eta", Eta, "must be from 0 to 1");
        ArgumentRule.Require(Start is >= 0 and < 1, "Schedule.Start", Start, "must be from 0 to below 1");
        ArgumentRule.Require(End > Start && End <= 1, "Schedule.End", End, "must be above Schedule.Start, up to 1");
    }
}
