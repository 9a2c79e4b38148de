using System.CommandLine;
using System.Net;
using LatentDiffusion.Extensions.AI;
using LatentDiffusion.Server;

namespace LatentDiffusion.Cli;

/// <summary>Where to serve, for whom, and how much.</summary>
internal sealed class ServeOptions
{
    private const string KeyVariable = "LATENT_DIFFUSION_API_KEY";

    private readonly Option<IPAddress?> _host = NamedOption.Of<IPAddress?>(
        "--host", ReadAddress, "Address to listen on: 0.0.0.0 or :: for all, which needs --api-key. [default: 127.0.0.1]");

    private readonly Option<string[]> _keys = new("--api-key")
    {
        Description = $"A key that requests must bring; several may be given. [default: that in {KeyVariable}, else none]",
        HelpName = "key",
    };

    private readonly Option<KeyValuePair<string, string?>[]> _others = NamedOption.Several(
        "--add-model",
        Other,
        "A further model: NAME=MODEL, a path or name as of --model, or emoji for the one that comes with this; several may be given.");

    private readonly Option<string[]> _origins = new("--allow-origin")
    {
        Description = "Origin of a page that may call the server, such as https://example.org; several may be given.", HelpName = "origin",
    };

    private readonly Option<int?> _queue = NamedOption.Of(
        "--queue", text => Within(text, 100_000), "Requests that may wait. [default: 100]");

    private readonly Option<int?> _concurrency = NamedOption.Of(
        "--concurrency", text => Within(text, 64), "Generations that run at once. [default: 1]");

    private readonly Option<int?> _maxSide = NamedOption.Of(
        "--max-side", text => Within(text, 16384), "Longest side of a picture that may be asked for. [default: 2048]");

    private readonly Option<int?> _maxSteps = NamedOption.Of(
        "--max-steps", text => Within(text, 1000), "Most steps that may be asked for. [default: 150]");

    private readonly Option<int?> _maxCount = NamedOption.Of(
        "--max-count", text => Within(text, 16384), "Most pictures that one request may ask for. [default: 10]");

    private readonly Option<bool> _noPage = new("--no-page") { Description = "Serve the APIs only." };

    /// <summary>The port.</summary>
    public Option<int?> Port { get; } = NamedOption.Of(
        "--port", ReadPort, "Port to listen on; 0 for any that is free. [default: 7860]", "-p");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_host, Port, _keys, _others, _origins, _queue, _concurrency, _maxSide, _maxSteps, _maxCount, _noPage])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_keys)?.Contains("") == true)
                result.AddError("--api-key: a key is empty, as that of a variable which is not set.");
            // The token, because asking for a value that could not be read throws; that it could not is told beside.
            if (IPAddress.TryParse(result.GetResult(_host)?.Tokens.LastOrDefault()?.Value, out IPAddress? host)
                && !IPAddress.IsLoopback(host) && Keys(result.GetValue(_keys)).Length == 0)
                result.AddError($"--host {host} lets others than this machine in; it needs --api-key, or {KeyVariable}.");
        });
    }

    /// <summary>Where to listen.</summary>
    public IPAddress Address(ParseResult parsed) => parsed.GetValue(_host) ?? IPAddress.Loopback;

    /// <summary>Further models: what they go by, and their paths or names, or null for the one of emoji.</summary>
    public KeyValuePair<string, string?>[] Others(ParseResult parsed) => parsed.GetValue(_others)!;

    /// <summary>Sets how much is drawn at once.</summary>
    public void Read(ParseResult parsed, LatentDiffusionOptions options)
    {
        options.QueueCapacity = parsed.GetValue(_queue) ?? options.QueueCapacity;
        options.Concurrency = parsed.GetValue(_concurrency) ?? options.Concurrency;
    }

    /// <summary>Sets who may draw, and how much.</summary>
    public void Read(ParseResult parsed, ServerOptions options)
    {
        foreach (string key in Keys(parsed.GetValue(_keys))) options.ApiKeys.Add(key);
        foreach (string origin in parsed.GetValue(_origins) ?? []) options.AllowedOrigins.Add(origin.TrimEnd('/'));
        options.MaxSide = parsed.GetValue(_maxSide) ?? options.MaxSide;
        options.MaxSteps = parsed.GetValue(_maxSteps) ?? options.MaxSteps;
        options.MaxCount = parsed.GetValue(_maxCount) ?? options.MaxCount;
        options.Page = !parsed.GetValue(_noPage);
    }

    private static string[] Keys(string[]? given) => given is { Length: > 0 } ? given
        : Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? [key] : [];

    private static IPAddress? ReadAddress(string text) => text == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(text, out IPAddress? address) ? address
        : throw new ArgumentException($"'{text}' is not an IP address.");

    private static int? Within(string text, int most) => NamedOption.Whole(text) is >= 1 and var number && number <= most
        ? number : throw new ArgumentException($"'{text}' is not a number from 1 to {most}.");

    private static int? ReadPort(string text) => NamedOption.Whole(text) is >= 0 and <= IPEndPoint.MaxPort and var port
        ? port : throw new ArgumentException($"'{text}' is not a port, 0 to {IPEndPoint.MaxPort}.");

    private static KeyValuePair<string, string?> Other(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || equals == text.Length - 1) throw new ArgumentException($"'{text}' is not NAME=MODEL.");
        return new(text[..equals], text[(equals + 1)..] is var model and not "emoji" ? model : null);
    }
}
