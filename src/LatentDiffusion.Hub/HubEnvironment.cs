using System.Globalization;
using System.Text.RegularExpressions;

namespace LatentDiffusion.Hub;

/// <summary>
/// The environment variables that huggingface_hub reads, with its rules
/// (https://github.com/huggingface/huggingface_hub/blob/v1.0.0/src/huggingface_hub/constants.py).
/// </summary>
/// <param name="variable">The value of a variable, or null.</param>
internal sealed partial class HubEnvironment(Func<string, string?> variable)
{
    private static readonly string[] True = ["1", "ON", "YES", "TRUE"];

    /// <summary>The environment of this process.</summary>
    public static HubEnvironment Process { get; } = new(Environment.GetEnvironmentVariable);

    /// <summary>Address of the hub.</summary>
    public string Endpoint => Text("HF_ENDPOINT") ?? "https://huggingface.co";

    /// <summary>Address of Civitai.</summary>
    public string CivitaiEndpoint => Text("CIVITAI_ENDPOINT") ?? "https://civitai.com";

    /// <summary>Folder of the cache.</summary>
    public string CacheFolder => Expand(Text("HF_HUB_CACHE") ?? Text("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(HubHome, "hub"));

    /// <summary>Folder for models of Civitai.</summary>
    public string CivitaiFolder => Expand(Text("CIVITAI_CACHE") ?? Path.Combine(Caches, "latentdiffusion", "civitai"));

    /// <summary>Whether requests are off.</summary>
    public bool Offline => IsTrue(Text("HF_HUB_OFFLINE") ?? Text("TRANSFORMERS_OFFLINE"));

    /// <summary>Whether links must not be made.</summary>
    public bool DisableSymlinks => IsTrue(Text("HF_HUB_DISABLE_SYMLINKS"));

    /// <summary>How long an answer may take.</summary>
    /// <exception cref="ArgumentException">The variable is no number of seconds.</exception>
    public TimeSpan MetadataTimeout => Seconds("HF_HUB_ETAG_TIMEOUT");

    /// <summary>How long a download may stand still.</summary>
    /// <exception cref="ArgumentException">The variable is no number of seconds.</exception>
    public TimeSpan DownloadTimeout => Seconds("HF_HUB_DOWNLOAD_TIMEOUT");

    /// <summary>Who asks, beside this library.</summary>
    public string? UserAgentOrigin => Text("HF_HUB_USER_AGENT_ORIGIN");

    /// <summary>API key of Civitai.</summary>
    public string? CivitaiToken => Clean(Text("CIVITAI_TOKEN") ?? Text("CIVITAI_API_TOKEN") ?? Text("CIVITAI_API_KEY"));

    /// <summary>
    /// Token of the user: of the environment, else of the file that <c>hf auth login</c> writes. Null where it must not be used.
    /// </summary>
    public string? Token => IsTrue(Text("HF_HUB_DISABLE_IMPLICIT_TOKEN"))
        ? null : Clean(Text("HF_TOKEN") ?? Text("HUGGING_FACE_HUB_TOKEN")) ?? TokenOfFile();

    private string HubHome => Expand(Text("HF_HOME") ?? Path.Combine(Caches, "huggingface"));

    private string Caches => Text("XDG_CACHE_HOME") is { } folder ? Expand(folder) : Path.Combine(Home, ".cache");

    private string Home => Text("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>A token as it is written in files and variables, without what surrounds it; null where nothing is left.</summary>
    public static string? Clean(string? token)
    {
        string? clean = token?.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim();
        return string.IsNullOrEmpty(clean) ? null : clean;
    }

    /// <summary>A path with <c>~</c> and variables replaced, as a shell would.</summary>
    public string Expand(string path)
    {
        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal) || path.StartsWith(@"~\", StringComparison.Ordinal))
            path = Home + path[1..];
        string expanded = Variable().Replace(path, found =>
            variable(found.Groups[1].Success ? found.Groups[1].Value : found.Groups[2].Value) ?? found.Value);
        return Path.GetFullPath(expanded);
    }

    private string? TokenOfFile()
    {
        string path = Expand(Text("HF_TOKEN_PATH") ?? Path.Combine(HubHome, "token"));
        try
        {
            return File.Exists(path) ? Clean(File.ReadAllText(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // a public model needs none; where one is needed, the error says how to give it
        }
    }

    private TimeSpan Seconds(string name)
    {
        const int Default = 10; // for 0 too, as huggingface_hub has it
        return Text(name) is not { } text || text.All(c => c == '0') ? TimeSpan.FromSeconds(Default)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException($"{name} is '{RemoteText.Clean(text)}'; it must be a whole number of seconds.");
    }

    private string? Text(string name) => variable(name) is { Length: > 0 } text ? text : null;

    private static bool IsTrue(string? text) => text is not null && True.Contains(text.ToUpperInvariant());

    [GeneratedRegex(@"\$\{(\w+)\}|\$(\w+)")]
    private static partial Regex Variable();
}
