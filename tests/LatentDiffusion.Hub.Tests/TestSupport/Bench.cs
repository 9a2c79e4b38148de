namespace LatentDiffusion.Hub.Tests;

/// <summary>A hub that lies, an empty cache, and a client without patience.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly List<IDisposable> _clients = [];

    private Bench(FakeHub server) => Server = server;

    public FakeHub Server { get; }

    /// <summary>Environment of the client.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Free bytes of the disk, for the client.</summary>
    public Func<string, long?> Free { get; set; } = DiskFaults.Free;

    public string Root { get; } = Directory.CreateTempSubdirectory("latentdiffusion-hub-").FullName;

    public string Cache => Path.Combine(Root, "hub");

    /// <summary>Where the lists of all files of the model are kept.</summary>
    public string Lists => Path.Combine(Cache, "models--org--model", "trees");

    public string Civitai => Path.Combine(Root, "civitai");

    /// <summary>What the last call reported.</summary>
    public List<HubProgress> Reports { get; } = [];

    public ModelHubOptions Options => new()
    {
        Endpoint = Server.Address, CacheFolder = Cache, CivitaiEndpoint = Server.Address, CivitaiFolder = Civitai, Token = "",
        CivitaiToken = "", Retries = 3, RetryDelay = TimeSpan.FromMilliseconds(5), MetadataTimeout = TimeSpan.FromSeconds(5),
        DownloadTimeout = TimeSpan.FromSeconds(5), MaxRetryAfter = TimeSpan.FromSeconds(5),
    };

    public static async Task<Bench> StartAsync() => new(await FakeHub.StartAsync());

    /// <summary>The same with a model of a few small files and one of 300 kB.</summary>
    public static async Task<Bench> WithModelAsync()
    {
        Bench bench = await StartAsync();
        bench.Server.Add("org/model").AddSmallPipeline();
        return bench;
    }

    public ModelHub Client(ModelHubOptions? options = null)
    {
        ModelHub client = new(options ?? Options, new HubEnvironment(Environment.GetValueOrDefault), Free);
        _clients.Add(client);
        return client;
    }

    public Task<string> GetAsync(string name = "org/model", ModelHubOptions? options = null, CancellationToken cancellationToken = default)
    {
        Reports.Clear();
        return Client(options).GetAsync(name, null, new Collect(Reports), cancellationToken);
    }

    /// <summary>Fetches, and expects to fail.</summary>
    public async Task<HubException> FailAsync(HubErrorKind kind, string name = "org/model", ModelHubOptions? options = null)
    {
        HubException e = await Assert.ThrowsAsync<HubException>(() => GetAsync(name, options));
        Assert.True(kind == e.Kind, $"{e.Kind}: {e.Message}");
        Assert.DoesNotContain(e.Message, char.IsControl);
        return e;
    }

    /// <summary>Paths of all files in the cache, sorted, but for locks and the tag.</summary>
    public string[] Files() => !Directory.Exists(Cache) ? [] :
    [
        .. Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Cache, f).Replace('\\', '/'))
            .Where(f => !f.StartsWith(".locks/", StringComparison.Ordinal) && f != "CACHEDIR.TAG").Order(StringComparer.Ordinal),
    ];

    /// <summary>Nothing in the cache looks as if it were there though it is not: no content, no link, no reference.</summary>
    public void AssertNothingWhole(byte[] content)
    {
        Assert.DoesNotContain(Files(), f => f.EndsWith(FakeRepository.Etag(content), StringComparison.Ordinal));
        Assert.DoesNotContain(Files(), f => f.Contains("/refs/", StringComparison.Ordinal));
        Assert.DoesNotContain(Files(), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IDisposable client in _clients) client.Dispose();
        await Server.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private sealed class Collect(List<HubProgress> reports) : IProgress<HubProgress>
    {
        public void Report(HubProgress value)
        {
            lock (reports) reports.Add(value);
        }
    }
}
