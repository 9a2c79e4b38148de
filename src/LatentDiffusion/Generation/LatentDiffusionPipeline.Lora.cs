using LatentDiffusion.Checkpoints;
using LatentDiffusion.Errors;
using LatentDiffusion.Runtime;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    private IReadOnlyList<LoadedAdapter> _adapters;

    /// <summary>The adapters in use: their names and scales, in the order in which they were loaded.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Loras => [.. _adapters.Select(a => KeyValuePair.Create(a.Name, a.Scale))];

    /// <summary>
    /// Adds an adapter: LoRA, LoCon, LoHa, LoKr, DoRA, GLoRA, OFT, BOFT, IA3 or a difference of weights, in the names of kohya-ss, LyCORIS,
    /// diffusers, PEFT, ComfyUI or x-flux. Several can be in use; their changes add up. The graphs that it changes are loaded anew, and
    /// exchanged while no generation runs; those that begin after this returns have it. Learned words that come with it (<c>bundle_emb</c>)
    /// can be used in prompts.
    /// </summary>
    /// <remarks>
    /// A strength s of DoRA means <c>m (W + s d) / |W + s d|</c> here, as in diffusers, but <c>W + s (m (W + d) / |W + d| - W)</c> of the
    /// adapters that prompts name (<see cref="PipelineOptions.LoraFolder"/>), as in stable-diffusion-webui; for 1 both are the same.
    /// Rotations (OFT, BOFT) and factors (IA3) lie as far as s between nothing and the whole. PEFT's configuration,
    /// <c>adapter_config.json</c>, is read where it lies beside its file.
    /// </remarks>
    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <param name="scale">Strength, any finite number. Default 1.</param>
    /// <param name="name">
    /// Name for <see cref="UnloadLora"/> and <see cref="SetLoraScale"/>. Default null: that of the file, without its ending.
    /// </param>
    /// <param name="cancellationToken">Stops waiting for runs and loading; nothing is changed then.</param>
    /// <exception cref="ArgumentException">The scale is not finite, or the name is in use.</exception>
    /// <exception cref="ModelFormatException">
    /// The file is not sound, or not for this model; the message lists the keys. Nothing was changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed.</exception>
    /// <exception cref="InvalidOperationException">A callback of this pipeline calls it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing was changed.</exception>
    public void LoadLora(string path, double scale = 1, string? name = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        RequireFinite(scale);
        LoadedAdapter adapter = LoadedAdapter.Open(new LoraFile(path) { Scale = scale, Name = name });
        Change(() => _adapters.Any(a => a.Name == adapter.Name)
            ? throw new ArgumentException($"An adapter '{Shown.Of(adapter.Name)}' is in use. Give this one another name.", nameof(name))
            : [.. _adapters, adapter], cancellationToken);
    }

    /// <summary>Takes an adapter away; the model is then exactly what it was without it.</summary>
    /// <param name="name">Name of the adapter.</param>
    /// <param name="cancellationToken">Stops waiting for runs and loading; nothing is changed then.</param>
    /// <exception cref="ArgumentException">No adapter of this name is in use.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed.</exception>
    /// <exception cref="InvalidOperationException">A callback of this pipeline calls it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing was changed.</exception>
    public void UnloadLora(string name, CancellationToken cancellationToken = default) => Change(
        () =>
        {
            LoadedAdapter adapter = FindLora(name);
            return [.. _adapters.Where(a => a != adapter)];
        },
        cancellationToken,
        forgives: true);

    /// <summary>Changes the strength of an adapter.</summary>
    /// <param name="name">Name of the adapter.</param>
    /// <param name="scale">Strength, any finite number.</param>
    /// <param name="cancellationToken">Stops waiting for runs and loading; nothing is changed then.</param>
    /// <exception cref="ArgumentException">No adapter of this name is in use, or the scale is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The pipeline was disposed.</exception>
    /// <exception cref="InvalidOperationException">A callback of this pipeline calls it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled. Nothing was changed.</exception>
    public void SetLoraScale(string name, double scale, CancellationToken cancellationToken = default)
    {
        RequireFinite(scale);
        Change(
            () =>
            {
                LoadedAdapter adapter = FindLora(name);
                return [.. _adapters.Select(a => a == adapter ? a with { Scale = scale, TextScale = scale } : a)];
            },
            cancellationToken);
    }

    private static void RequireFinite(double scale)
    {
        if (!double.IsFinite(scale))
            throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale of an adapter must be a finite number.");
    }

    private LoadedAdapter FindLora(string name)
    {
        if (_adapters.FirstOrDefault(a => a.Name == name) is { } found) return found;
        string inUse = _adapters.Count == 0 ? "none" : Listing.Of([.. _adapters.Select(a => a.Name)]);
        throw new ArgumentException($"No adapter '{Shown.Of(name)}' is in use; in use are: {inUse}.", nameof(name));
    }

    private void Change(Func<IReadOnlyList<LoadedAdapter>> adapters, CancellationToken cancellationToken, bool forgives = false)
    {
        using ReentryGuard.Stay stay = _guard.Enter();
        bool done = false;
        Action change = () =>
        {
            Use(adapters(), [], cancellationToken, forgives);
            done = true;
        };
        _runs.Enter(() => done, change, cancellationToken).Dispose();
    }
}
