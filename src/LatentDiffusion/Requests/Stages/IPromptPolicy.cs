namespace LatentDiffusion;

/// <summary>
/// Says which requests are not drawn, for what they ask for. Policies are asked in the order of
/// <see cref="PipelineOptions.PromptPolicies"/>, before anything is computed; none comes with the library, since what must not be asked for
/// is the application's to say. One policy serves any number of threads at once.
/// </summary>
public interface IPromptPolicy
{
    /// <summary>A short name, for messages.</summary>
    string Name { get; }

    /// <summary>Looks at a request: its prompts, and what else counts.</summary>
    /// <param name="request">The request, as it was given to the pipeline.</param>
    /// <returns>Why it is refused, in a sentence that the user may read; null to let it pass.</returns>
    string? Refuse(GenerationRequest request);
}
