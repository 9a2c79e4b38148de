using LatentDiffusion.Numerics;

namespace LatentDiffusion;

/// <summary>
/// One use of a <see cref="Scheduler"/>: the points at which the model is evaluated, and the state between them. A run is stepped once from
/// its first point to its last, on one thread; nothing is allocated after it was made.
/// </summary>
public abstract class ScheduleRun
{
    private readonly float[] _timesteps;
    private readonly float[] _sigmas;
    private readonly int _length;
    private int _begin;

    /// <summary>Makes a run.</summary>
    /// <param name="timesteps">What the model is told at each evaluation, in order.</param>
    /// <param name="sigmas">Noise levels as diffusers' <c>scheduler.sigmas</c> lists them (one more than the timesteps), or empty.</param>
    /// <param name="length">Elements of the sample, the whole batch counted.</param>
    protected ScheduleRun(float[] timesteps, float[] sigmas, int length)
    {
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(sigmas);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        (_timesteps, _sigmas, _length) = (timesteps, sigmas, length);
    }

    /// <summary>What the model is told at each evaluation, in order. Methods of second order evaluate twice per step.</summary>
    public ReadOnlySpan<float> Timesteps => _timesteps;

    /// <summary>The noise levels, as diffusers' <c>scheduler.sigmas</c> lists them; empty for methods that have none.</summary>
    public ReadOnlySpan<float> Sigmas => _sigmas;

    /// <summary>Index of the point that the next <see cref="Step"/> is for; equals <c>Timesteps.Length</c> when the run is over.</summary>
    public int Position { get; private set; }

    /// <summary>Whether the next step is the last.</summary>
    internal bool IsLast => Position == _timesteps.Length - 1;

    /// <summary>Index of the first point, 0 unless <see cref="StartAt"/> moved it.</summary>
    public int Begin => _begin;

    /// <summary>Evaluations per step (diffusers' <c>order</c>): 2 for Heun and its kin.</summary>
    public virtual int EvaluationsPerStep => 1;

    /// <summary>Factor that turns unit noise into the first sample (diffusers' <c>init_noise_sigma</c>).</summary>
    public virtual float InitialNoiseScale => 1;

    /// <summary>Factor on the sample before the model sees it (diffusers' <c>scale_model_input</c>).</summary>
    /// <param name="index">Index of the point.</param>
    public virtual float InputScale(int index) => 1;

    /// <summary>
    /// Whether <see cref="Step"/> at a point takes noise. It draws as often as diffusers, so that a generator stays in step with it.
    /// </summary>
    /// <param name="index">Index of the point.</param>
    public virtual bool NeedsNoise(int index) => false;

    /// <summary>
    /// Whether the model's output may be twice as long, each sample's prediction followed by as many values that say how much noise to put
    /// back (<c>variance_type</c> <c>learned</c> and <c>learned_range</c>).
    /// </summary>
    public virtual bool TakesVariance => false;

    /// <summary>Skips the points before an index, for image-to-image runs (diffusers' <c>set_begin_index</c>).</summary>
    /// <param name="index">Index of the first point to evaluate.</param>
    /// <exception cref="InvalidOperationException">The run has been stepped already.</exception>
    public void StartAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _timesteps.Length);
        if (Position != _begin) throw new InvalidOperationException("A run that has been stepped cannot be moved to another start.");
        (_begin, Position) = (index, index);
    }

    /// <summary>Takes the sample from this point to the next, in place.</summary>
    /// <param name="output">The model's output at this point, guidance applied (see also <see cref="TakesVariance"/>). Not changed.</param>
    /// <param name="noise">Unit normal noise of the sample's length where <see cref="NeedsNoise"/> asks for it, else empty.</param>
    /// <param name="sample">The sample at this point; on return, at the next. Must not overlap the other spans.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">The run is over.</exception>
    public void Step(ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample)
    {
        if (Position >= _timesteps.Length)
            throw new InvalidOperationException($"The run is over: it has {_timesteps.Length} points. Start another.");
        if (!TakesVariance || output.Length != 2 * _length) RequireLength(output.Length, nameof(output));
        RequireLength(sample.Length, nameof(sample));
        if (NeedsNoise(Position)) RequireLength(noise.Length, nameof(noise));
        if (Position == _begin) Prepare(sample);
        Advance(Position, output, noise, sample);
        Position++;
    }

    /// <summary>Called before the first step, to place vectors in memory as the sample is placed.</summary>
    private protected virtual void Prepare(ReadOnlySpan<float> sample)
    {
    }

    /// <summary>
    /// The mathematics of <see cref="Step"/>; lengths are checked and <paramref name="index"/> counts up from <see cref="Begin"/>.
    /// </summary>
    /// <param name="index">Index of the point.</param>
    /// <param name="output">The model's output.</param>
    /// <param name="noise">Noise where asked for, else anything.</param>
    /// <param name="sample">Sample, changed in place.</param>
    protected abstract void Advance(int index, ReadOnlySpan<float> output, ReadOnlySpan<float> noise, Span<float> sample);

    /// <summary>The two factors of a noised sample at a point: <c>signal * original + noise * z</c>.</summary>
    /// <param name="index">Index of the point.</param>
    public abstract (double Signal, double Noise) NoiseLevel(int index);

    /// <summary>Estimates the noise-free sample at the current point, for previews.</summary>
    /// <param name="output">The model's output at this point.</param>
    /// <param name="sample">The sample at this point.</param>
    /// <param name="destination">Receives the estimate.</param>
    public abstract void Denoise(ReadOnlySpan<float> output, ReadOnlySpan<float> sample, Span<float> destination);

    /// <summary>Noises a clean sample to the level of a point (diffusers' <c>add_noise</c>).</summary>
    /// <param name="index">Index of the point.</param>
    /// <param name="original">Clean sample.</param>
    /// <param name="noise">Unit normal noise.</param>
    /// <param name="destination">Receives the noised sample; may be one of the inputs.</param>
    public void AddNoise(int index, ReadOnlySpan<float> original, ReadOnlySpan<float> noise, Span<float> destination)
    {
        var (signal, scale) = AddedNoise(index);
        FusedLinear.Combine((float)signal, original, (float)scale, noise, destination);
    }

    /// <summary>The two factors of <see cref="AddNoise"/>, where diffusers' differ from the noise level of a point.</summary>
    private protected virtual (double Signal, double Noise) AddedNoise(int index) => NoiseLevel(index);

    private void RequireLength(int length, string name)
    {
        if (length != _length) throw new ArgumentException($"'{name}' has {length} elements; this run was started for {_length}.", name);
    }
}
