using Microsoft.Extensions.Options;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Checks the options when the application starts.</summary>
/// <param name="added">The models that were added in code.</param>
internal sealed class LatentDiffusionOptionsValidator(IEnumerable<ModelSource> added) : IValidateOptions<LatentDiffusionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LatentDiffusionOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        Require(options.Concurrency is >= 1 and <= 64, nameof(options.Concurrency), options.Concurrency, "must be from 1 to 64");
        Require(
            options.QueueCapacity is >= 1 and <= 100_000, nameof(options.QueueCapacity), options.QueueCapacity, "must be from 1 to 100000");
        Require(options.MaxBatch is >= 1 and <= 64, nameof(options.MaxBatch), options.MaxBatch, "must be from 1 to 64");
        Require(options.LoadedModels >= 1, nameof(options.LoadedModels), options.LoadedModels, "must be at least 1");
        foreach (var (model, settings) in options.Models)
        {
            Require(!string.IsNullOrWhiteSpace(model), nameof(options.Models), $"'{model}'", "must have names that are not empty");
            if (settings.Problem() is { } problem) result.AddError($"{nameof(options.Models)}:{model}:{problem}");
        }

        HashSet<string> names = new(options.Models.Keys.Concat(added.Select(m => m.Name)), StringComparer.OrdinalIgnoreCase);
        Require(
            options.DefaultModel is not { } chosen || names.Contains(chosen),
            nameof(options.DefaultModel), $"'{options.DefaultModel}'", $"must be one of the models: {string.Join(", ", names)}");
        return result.Build();

        void Require(bool condition, string property, object value, string rule)
        {
            if (!condition) result.AddError(FormattableString.Invariant($"{property} is {value}; it {rule}."));
        }
    }
}
