namespace LatentDiffusion.Hub.Tests;

public sealed class HubEnvironmentTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("latentdiffusion-home-").FullName;
    private readonly Dictionary<string, string> _variables = [];

    public HubEnvironmentTests() => _variables["HOME"] = _home;

    private HubEnvironment Environment => new(_variables.GetValueOrDefault);

    [Fact]
    public void Cache_IsTheOneOfHuggingFaceHub()
    {
        AssertCache(".cache/huggingface/hub");
        _variables["XDG_CACHE_HOME"] = "$HOME/xdg";
        AssertCache("xdg/huggingface/hub");
        Assert.Equal(Path.Combine(_home, "xdg", "latentdiffusion", "civitai"), Environment.CivitaiFolder);
        _variables["HF_HOME"] = "~/hf";
        AssertCache("hf/hub");
        _variables["HUGGINGFACE_HUB_CACHE"] = "${HOME}/old";
        AssertCache("old");
        _variables["HF_HUB_CACHE"] = "~/new";
        AssertCache("new");
        _variables["HF_HUB_CACHE"] = ""; // as good as not set
        AssertCache("old");
    }

    [Fact]
    public void Token_IsTheOneOfHuggingFaceHub()
    {
        Assert.Null(Environment.Token);
        Directory.CreateDirectory(Path.Combine(_home, ".cache", "huggingface"));
        File.WriteAllText(Path.Combine(_home, ".cache", "huggingface", "token"), "hf_file\r\n");
        Assert.Equal("hf_file", Environment.Token);
        File.WriteAllText(Path.Combine(_home, "mine"), " hf_mine ");
        _variables["HF_TOKEN_PATH"] = "~/mine";
        Assert.Equal("hf_mine", Environment.Token);
        _variables["HUGGING_FACE_HUB_TOKEN"] = "hf_former";
        Assert.Equal("hf_former", Environment.Token);
        _variables["HF_TOKEN"] = "hf_variable";
        Assert.Equal("hf_variable", Environment.Token);
        _variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
        Assert.Null(Environment.Token);
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData("30", 30)]
    [InlineData("", 10)]
    [InlineData("0", 10)]
    public void Timeouts_AreSeconds(string? value, int seconds)
    {
        if (value is not null) (_variables["HF_HUB_ETAG_TIMEOUT"], _variables["HF_HUB_DOWNLOAD_TIMEOUT"]) = (value, value);
        Assert.Equal(seconds, Environment.MetadataTimeout.TotalSeconds);
        Assert.Equal(seconds, Environment.DownloadTimeout.TotalSeconds);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-5")]
    [InlineData("2.5")]
    [InlineData("99999999999")]
    public void Timeouts_ThatAreNoSeconds_AreNamed(string value)
    {
        _variables["HF_HUB_ETAG_TIMEOUT"] = value;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new HubSettings(new ModelHubOptions(), Environment));
        Assert.Contains($"HF_HUB_ETAG_TIMEOUT is '{value}'", e.Message);
        _ = new HubSettings(new ModelHubOptions { MetadataTimeout = TimeSpan.FromSeconds(1) }, Environment); // which says it better
    }

    [Theory]
    [InlineData("HF_ENDPOINT", "not an address")]
    [InlineData("HF_ENDPOINT", "file:///etc")]
    [InlineData("HF_ENDPOINT", "https://user:secret@hub.test")]
    [InlineData("HF_ENDPOINT", "https://hub.test?x=1")]
    [InlineData("HF_TOKEN", "hf_\u00e9")]
    [InlineData("HF_TOKEN", "hf_a b")]
    public void WrongValue_IsSaid(string variable, string value)
    {
        _variables[variable] = value;
        ArgumentException e = Assert.Throws<ArgumentException>(() => new HubSettings(new ModelHubOptions(), Environment));
        Assert.Contains(variable, e.Message);
        if (variable == "HF_TOKEN") Assert.DoesNotContain(value, e.Message);
    }

    [Fact]
    public void Options_GoBeforeTheEnvironment()
    {
        _variables["HF_ENDPOINT"] = "https://mirror.test/hf/";
        _variables["HF_HUB_OFFLINE"] = "1";
        _variables["HF_HUB_DISABLE_SYMLINKS"] = "1";
        _variables["HF_TOKEN"] = "hf_variable";
        HubSettings settings = new(new ModelHubOptions(), Environment);
        Assert.Equal("https://mirror.test/hf/api", new Uri(settings.Endpoint, "api").ToString());
        Assert.Equal((true, false, "hf_variable"), (settings.Offline, settings.Symlinks, settings.Token));
        settings = new(
            new ModelHubOptions { Endpoint = new Uri("https://hub.test"), Offline = false, Symlinks = true, Token = "" }, Environment);
        Assert.Equal("https://hub.test/", settings.Endpoint.ToString());
        Assert.Equal((false, true, null), (settings.Offline, settings.Symlinks, settings.Token));
    }

    [Fact]
    public void WrongOptions_AreSaid()
    {
        foreach (ModelHubOptions options in (ModelHubOptions[])[
            new() { Retries = -1 }, new() { Retries = 101 }, new() { Connections = 0 }, new() { Connections = 33 },
            new() { RetryDelay = TimeSpan.Zero }, new() { MetadataTimeout = TimeSpan.FromDays(2) }, new() { Token = "a\u0007b" }])
            Assert.ThrowsAny<ArgumentException>(() => new HubSettings(options, Environment));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    private void AssertCache(string folder) => Assert.Equal(Path.Combine(_home, folder), Environment.CacheFolder);
}
