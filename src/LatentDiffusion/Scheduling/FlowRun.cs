namespace LatentDiffusion.Scheduling;

/// <summary>
/// Base of the methods for flow-matching models: samples are <c>x = (1 - sigma) * x0 + sigma * noise</c>, and the model predicts
/// <c>noise - x0</c> (Liu et al. 2022, https://arxiv.org/abs/2209.03003).
/// </summary>
internal abstract class FlowRun(float[] timesteps, float[] sigmas, ScheduleRequest request, int kept = 0, int stages = 0)
    : LinearRun(timesteps, sigmas, request, PredictionType.FlowPrediction, kept, stages: stages)
{
    public override (double Signal, double Noise) NoiseLevel(int index) => (1.0 - Sigmas[index], Sigmas[index]);
}
