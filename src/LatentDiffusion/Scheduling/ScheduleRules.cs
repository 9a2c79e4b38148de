using System.Numerics.Tensors;

namespace LatentDiffusion.Scheduling;

/// <summary>What all methods of the catalogue refuse before anything is laid out, and what none of them lays out.</summary>
internal static class ScheduleRules
{
    /// <summary>Refuses what a method cannot do, before memory is taken for what is asked for.</summary>
    /// <param name="kind">The method.</param>
    /// <param name="request">What it is asked for.</param>
    /// <param name="options">Complete options.</param>
    /// <exception cref="ArgumentException">The message names value and rule.</exception>
    public static void Check(SchedulerKind kind, ScheduleRequest request, SchedulerOptions options)
    {
        string name = kind.ClassName;
        if (options.Fault is { } fault) throw new ArgumentException($"{name}: {fault}", nameof(request));
        CheckSizes(request);
        if (request.Timesteps is { } timesteps)
        {
            if (!kind.TakesTimesteps) throw Unsupported(kind, "custom timesteps", k => k.TakesTimesteps);
            CheckPoints(timesteps, "Timesteps");
        }

        if (request.Sigmas is { } sigmas)
        {
            if (!kind.TakesSigmas) throw Unsupported(kind, "custom sigmas", k => k.TakesSigmas);
            CheckPoints(sigmas, "Sigmas", kind.SigmasAreRamp);
            bool isShare = kind.SigmasAreRamp || options.UseFlowSigmas == true || kind.Accepts.Contains(Option.Shift);
            if (isShare && sigmas.Max() > 1)
                throw new ArgumentException($"{name} takes 'Sigmas' from 0 to 1; one of these is {sigmas.Max()}.", nameof(request));
        }

        CheckTogether(kind, options);
    }

    /// <summary>Refuses a schedule with NaN or infinity, where options that are each within their range overflow together.</summary>
    /// <exception cref="ArgumentException">The message names the number and its place.</exception>
    public static void CheckFinite(SchedulerKind kind, ScheduleRun run)
    {
        CheckFinite(kind, run.Timesteps, "timestep");
        CheckFinite(kind, run.Sigmas, "noise level");
    }

    private static ArgumentException Unsupported(SchedulerKind kind, string what, Func<SchedulerKind, bool> supports) => new(
        $"{kind.ClassName} does not support {what}. Those that do: {string.Join(", ", Schedulers.ThatAre(supports))}.", "request");

    private static void CheckFinite(SchedulerKind kind, ReadOnlySpan<float> values, string what)
    {
        if (values.IsEmpty || TensorPrimitives.IsFiniteAll(values)) return;
        int index = 0;
        while (float.IsFinite(values[index])) index++;
        throw new ArgumentException(
            $"{kind.ClassName}: the options lead to a schedule that is not finite; {what} {index} is {values[index]}.", "request");
    }

    private static void CheckSizes(ScheduleRequest request)
    {
        _ = request.Length; // refuses sizes that no sample has
        if (request.PointCount is < 1 or > Option.MostTrainingSteps)
            throw new ArgumentException(
                $"A run has from 1 to {Option.MostTrainingSteps} steps; {request.PointCount} were asked for.", nameof(request));
        if (request.Mu is { } mu && !double.IsFinite(mu))
            throw new ArgumentException($"'Mu' is {mu}; it must be a finite number.", nameof(request));
        if (!OptionBounds.Share.Contains(request.Strength))
            throw new ArgumentException($"'Strength' is {request.Strength}; it must be {OptionBounds.Share}.", nameof(request));
    }

    /// <summary>Points must be finite and descend; compared in single precision, as they are used.</summary>
    private static void CheckPoints(IReadOnlyList<double> points, string name, bool mayAscend = false)
    {
        bool ascends = mayAscend && points.Count > 1 && points[1] > points[0];
        for (int i = 0; i < points.Count; i++)
        {
            if (!OptionBounds.NotNegative.Contains(points[i]))
                throw new ArgumentException($"'{name}' must be {OptionBounds.NotNegative}; number {i} is {points[i]}.", "request");
            if (i > 0 && (ascends ? (float)points[i] <= (float)points[i - 1] : (float)points[i] >= (float)points[i - 1]))
                throw new ArgumentException(
                    $"'{name}' must {(ascends ? "ascend" : "descend")}; {points[i]} follows {points[i - 1]}.", "request");
        }
    }

    /// <summary>Refuses options that the method does not have, or not together.</summary>
    /// <param name="kind">The method.</param>
    /// <param name="options">Complete options.</param>
    /// <exception cref="ArgumentException">The message names value and rule.</exception>
    public static void CheckTogether(SchedulerKind kind, SchedulerOptions options)
    {
        SigmaSpacing.RequireAtMostOne(options);
        if (options.PredictionType is { } prediction && !kind.Predictions.Contains(prediction))
            throw Unknown(kind, Option.PredictionType, OptionVocabulary.PredictionTypes, prediction, kind.Predictions);
        if (options is { TrainedBetas: null, BetaSchedule: { } betas } && !kind.BetaSchedules.Contains(betas))
            throw Unknown(kind, Option.BetaSchedule, OptionVocabulary.BetaSchedules, betas, kind.BetaSchedules);
        if (options.AlgorithmType is { } algorithm && !kind.Algorithms.Contains(algorithm))
            throw Unknown(kind, Option.AlgorithmType, OptionVocabulary.AlgorithmTypes, algorithm, kind.Algorithms);
        if (options is { TrainedBetas: { } trained, NumTrainTimesteps: { } count, BetaSchedule: not null }) // those that compute with Betas
            Betas.Check(trained, count);
        if (options.SigmaMin >= options.SigmaMax)
            throw new ArgumentException($"'sigma_min', {options.SigmaMin}, must be below 'sigma_max', {options.SigmaMax}.");
        if (options.BaseImageSeqLen >= options.MaxImageSeqLen)
            throw new ArgumentException(
                $"'base_image_seq_len', {options.BaseImageSeqLen}, must be below 'max_image_seq_len', {options.MaxImageSeqLen}.");
    }

    private static ArgumentException Unknown<TEnum>(
        SchedulerKind kind, SchedulerOption option, OptionWords<TEnum> words, TEnum value, TEnum[] known)
        where TEnum : struct, Enum =>
        new($"{kind.ClassName} does not know '{option}' '{words.Of(value)}', only: {string.Join(", ", known.Select(words.Of))}.");
}
