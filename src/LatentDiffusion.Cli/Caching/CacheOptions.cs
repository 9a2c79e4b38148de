using System.CommandLine;
using System.Globalization;

namespace LatentDiffusion.Cli;

/// <summary>Whether graphs are kept that are ready to run, and where.</summary>
internal sealed class CacheOptions
{
    private readonly Option<bool> _cache = new("--cache")
    {
        Description = "Keep the model's graphs ready to run on this processor, so that it loads faster the next time.",
    };

    private readonly Option<string?> _folder = FolderOption();

    private readonly Option<long?> _limit = NamedOption.Of(
        "--cache-limit", Bytes, "What the cache may take; what was not used for longest goes first: 20GB, 500MB. [default: 32GB]");

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
        command.Add("Hardware", _cache, _folder, _limit);
        command.Validators.Add(result => NamedOption.Require(result, _cache, _folder, _limit));
    }

    /// <summary>The cache that is asked for, or null.</summary>
    public GraphCache? Read(ParseResult parsed)
    {
        if (!parsed.GetValue(_cache)) return null;
        GraphCache cache = Of(parsed.GetValue(_folder));
        return parsed.GetValue(_limit) is { } limit ? cache with { MaxBytes = limit } : cache;
    }

    private static long? Bytes(string text)
    {
        (string Unit, double Factor)[] units = [("GB", 1e9), ("MB", 1e6), ("kB", 1e3), ("", 1)];
        var (unit, factor) = units.First(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase));
        return double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && number * factor is >= 1 and <= 1e18
            ? (long)(number * factor) : throw new ArgumentException($"'{text}' is not a size such as 20GB or 500MB.");
    }
}
