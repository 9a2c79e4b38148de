using System.CommandLine;

namespace LatentDiffusion.Cli;

/// <summary>Whether graphs are kept that are ready to run, and where.</summary>
internal sealed class CacheOptions
{
    private readonly Option<bool> _cache = new("--cache")
    {
        Description = "Keep the model's graphs ready to run on this processor, so that it loads faster the next time.",
    };

    private readonly Option<string?> _folder = FolderOption();

    private readonly Option<long?> _limit = NamedOption.Of<long?>(
        "--cache-limit", text => ByteSize.Parse(text),
        "What the cache may take; what was not used for longest goes first: 20GB, 500MB. [default: 32GB]");

    /// <summary>Makes <c>--cache-dir</c>.</summary>
    public static Option<string?> FolderOption() => new("--cache-dir")
    {
        Description = $"Folder of the cache. [default: {GraphCache.Default.Folder}]", HelpName = "dir",
    };

    /// <summary>The cache in a folder, or the user's own.</summary>
    public static GraphCache Of(string? folder) => folder is null ? GraphCache.Default : new GraphCache(folder);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(HardwareOptions.Group, _cache, _folder, _limit);
        command.Validators.Add(result => NamedOption.Require(result, _cache, _folder, _limit));
    }

    /// <summary>The cache that is asked for, or null.</summary>
    public GraphCache? Read(ParseResult parsed)
    {
        if (!parsed.GetValue(_cache)) return null;
        GraphCache cache = Of(parsed.GetValue(_folder));
        return parsed.GetValue(_limit) is { } limit ? cache with { MaxBytes = limit } : cache;
    }
}
