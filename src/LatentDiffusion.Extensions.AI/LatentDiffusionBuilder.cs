using Microsoft.Extensions.DependencyInjection;

namespace LatentDiffusion.Extensions.AI;

/// <summary>Goes on describing what <c>AddLatentDiffusion</c> began.</summary>
public sealed class LatentDiffusionBuilder
{
    /// <summary>Makes a builder.</summary>
    internal LatentDiffusionBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services of the application.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a model. The first one is the default unless the options name another.</summary>
    /// <param name="name">The name that requests give; case does not matter.</param>
    /// <param name="load">
    /// Loads it, when it is first asked for, and again after it made room for others: for example
    /// <c>() => EmojiModel.CreatePipeline()</c> of the package LatentDiffusion.Models.Emoji.
    /// </param>
    /// <returns>This builder.</returns>
    public LatentDiffusionBuilder AddModel(string name, Func<LatentDiffusionPipeline> load)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(load);
        Services.AddSingleton(new ModelSource(name, load));
        return this;
    }
}
