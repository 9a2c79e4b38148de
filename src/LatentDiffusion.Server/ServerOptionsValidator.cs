using Microsoft.Extensions.Options;

namespace LatentDiffusion.Server;

/// <summary>Checks the options when the application starts.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        Positive(nameof(options.MaxSide), options.MaxSide);
        Positive(nameof(options.MaxSteps), options.MaxSteps);
        Positive(nameof(options.MaxCount), options.MaxCount);
        Positive(nameof(options.MaxPromptLength), options.MaxPromptLength);
        Positive(nameof(options.MaxBodyBytes), options.MaxBodyBytes);
        Positive(nameof(options.MaxInputPixels), options.MaxInputPixels);
        Positive(nameof(options.KeptJobs), options.KeptJobs);
        if (options.ApiKeys.Any(string.IsNullOrWhiteSpace)) result.AddError("ApiKeys holds an empty key.");
        foreach (string origin in options.AllowedOrigins.Where(o => !Origins.IsOrigin(o)))
            result.AddError($"AllowedOrigins holds '{origin}', which no browser names as an origin: that is scheme and host, with the port "
                + "where it is not the scheme's own, such as https://example.org or http://localhost:3000.");
        return result.Build();

        void Positive(string property, long value)
        {
            if (value < 1) result.AddError(FormattableString.Invariant($"{property} is {value}; it must be at least 1."));
        }
    }
}
