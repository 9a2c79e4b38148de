using System.Text.Json;
using LatentDiffusion.Extensions.AI;

namespace LatentDiffusion.Server;

/// <summary>What stable-diffusion-webui has one of for all clients: the settings, and the generation that runs.</summary>
/// <param name="models">The models.</param>
/// <param name="pool">The queue.</param>
internal sealed class WebuiState(ModelStore models, GenerationPool pool)
{
    private volatile WebuiSettings _settings = new(null, null);

    /// <summary>The settings.</summary>
    public WebuiSettings Settings => _settings;

    /// <summary>Name of the model that is set.</summary>
    public string? Model => models.Names.Count == 0 ? null : models.Resolve(_settings.Model);

    /// <summary>The generation that runs, or is next; null for none.</summary>
    public GenerationJob? Current => pool.Running.FirstOrDefault() ?? pool.Waiting.FirstOrDefault();

    /// <summary>How many there are.</summary>
    public int Jobs => pool.Running.Count + pool.Waiting.Count;

    /// <summary>Changes settings.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model. Nothing was changed.</exception>
    /// <exception cref="RequestException">A value is not what it must be. Nothing was changed.</exception>
    public void Set(JsonElement options)
    {
        if (options.ValueKind != JsonValueKind.Object) throw new RequestException("options", "The settings must be a JSON object.");
        Keep(_settings.With(options, models.Names));
    }

    /// <summary>Makes settings those that hold.</summary>
    /// <exception cref="ModelNotFoundException">There is no such model. Nothing was changed.</exception>
    public void Keep(WebuiSettings settings)
    {
        models.Resolve(settings.Model);
        _settings = settings;
    }

    /// <summary>Ends what runs, with what there is of it.</summary>
    public void Interrupt()
    {
        foreach (GenerationJob job in pool.Running) job.Interrupt();
    }
}
