using System.CommandLine;
using LatentDiffusion.Datasets;

namespace LatentDiffusion.Cli;

/// <summary>Where a data set goes.</summary>
internal sealed class TargetOptions
{
    private readonly Option<string?> _work = new("--work")
    {
        Description = "Folder for shards in work, which must stay for them to be resumed. [default: 'work' in the target]",
        HelpName = "dir",
    };

    private readonly Option<string?> _endpoint = new("--s3-endpoint")
    {
        Description = "Address of a server that speaks S3. [default: AWS_ENDPOINT_URL, else Amazon's]", HelpName = "url",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_work);
        command.Add(_endpoint);
    }

    /// <summary>Opens a target that must be there.</summary>
    public OpenTarget OpenToRead(ParseResult parsed, string path)
    {
        if (S3Store.IsAddress(path)) return new OpenTarget(S3Store.Connect(path, parsed.GetValue(_endpoint)), null);
        if (!Directory.Exists(path)) throw new DirectoryNotFoundException($"There is no folder '{path}'.");
        return new OpenTarget(new FolderStore(path), null);
    }

    /// <summary>Opens a target: a folder, or <c>s3://bucket/prefix</c>.</summary>
    public OpenTarget Open(ParseResult parsed, string path)
    {
        string? work = parsed.GetValue(_work);
        if (!S3Store.IsAddress(path)) return new OpenTarget(new FolderStore(path), work);
        if (work is null) throw new ArgumentException("A data set in S3 needs --work, a folder for shards in work.");
        return new OpenTarget(S3Store.Connect(path, parsed.GetValue(_endpoint)), work);
    }
}

/// <summary>A target that is open.</summary>
/// <param name="Store">The target.</param>
/// <param name="WorkFolder">The folder of shards in work, or null for the target's.</param>
internal sealed record OpenTarget(IShardStore Store, string? WorkFolder) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => (Store as IDisposable)?.Dispose();
}
