using System.Text.Json;
using System.Text.Json.Serialization;

namespace LatentDiffusion.Evaluation;

/// <summary>The content of <c>network.json</c>, which stands beside the graph of a network and says what the graph does not.</summary>
internal sealed record NetworkDescription
{
    /// <summary>Its name within the folder of a network.</summary>
    public const string FileName = "network.json";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter<ResizeKind>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Name of the network, for reports.</summary>
    public required string Name { get; init; }

    /// <summary>The side of the square that the network reads, in pixels; 0 for any size.</summary>
    public int Size { get; init; }

    /// <summary>How pictures are brought to that size.</summary>
    public required ResizeKind Resize { get; init; }

    /// <summary>Whether the shorter side is brought to the size and the middle cut out; otherwise pictures are squeezed.</summary>
    public bool Crop { get; init; }

    /// <summary>Whether the channels are blue, green, red.</summary>
    public bool Bgr { get; init; }

    /// <summary>What is subtracted from red, green and blue, which lie in 0..255.</summary>
    public double[] Mean { get; init; } = [0, 0, 0];

    /// <summary>What the differences are divided by.</summary>
    public double[] Std { get; init; } = [1, 1, 1];

    /// <summary>The output that holds the features; null for a network that says how far two pictures are apart.</summary>
    public string? Features { get; init; }

    /// <summary>The output that holds the logits of the classes, if there is one.</summary>
    public string? Logits { get; init; }

    /// <summary>The output that says how far two pictures are apart.</summary>
    public string? Distance { get; init; }

    /// <summary>The encoder of prompts, if there is one.</summary>
    public TextDescription? Text { get; init; }

    /// <summary>Reads and checks a description.</summary>
    /// <exception cref="ModelFormatException">The file is missing, or says something that cannot be.</exception>
    public static NetworkDescription Read(string path)
    {
        NetworkDescription description;
        try
        {
            description = JsonSerializer.Deserialize<NetworkDescription>(File.ReadAllBytes(path), Json)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new ModelFormatException($"{path}: expected the description of a network, but {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelFormatException($"{path}: expected the description of a network: {e.Message}", e);
        }

        description.Check(path);
        return description;
    }

    private void Check(string path)
    {
        RequireFileName("name", Name);
        if (Text is not null)
        {
            RequireFileName("text.folder", Text.Folder);
            RequireFileName("text.tokenizer", Text.Tokenizer);
        }

        Require(Mean is [var m0, var m1, var m2] && double.IsFinite(m0 + m1 + m2), "'mean' must be three numbers");
        Require(Std is [> 0 and < 1e6, > 0 and < 1e6, > 0 and < 1e6], "'std' must be three numbers above 0");
        Require(Size is >= 0 and <= 4096, $"'size' must be 0 to 4096, not {Size}");
        Require(Size == 0 == (Resize == ResizeKind.None), "'size' is 0 where 'resize' is none, and only there");
        Require(Features is null || Size > 0, "'size' must be above 0 for a network with features");
        Require(Features is null != Distance is null, "it must name one of 'features' and 'distance'");
        Require(Distance is null || (Logits is null && Text is null), "'logits' and 'text' do not go with 'distance'");

        // A name, not a path, so that nothing lies outside the network's folder.
        void RequireFileName(string key, string name) => Require(
            name.Length > 0 && name.IndexOfAny(System.IO.Path.GetInvalidFileNameChars()) < 0 && !name.Contains('\\')
                && name is not ("." or ".."),
            $"'{key}' must be fit for a file, not '{Shown.Of(name)}'");

        void Require(bool holds, string rule)
        {
            if (!holds) throw new ModelFormatException($"{path}: {rule}.");
        }
    }

    /// <summary>The encoder of prompts.</summary>
    internal sealed record TextDescription
    {
        /// <summary>The folder of its graph, <c>model.onnx</c>, within the network's.</summary>
        public string Folder { get; init; } = "text";

        /// <summary>The folder of its tokenizer.</summary>
        public string Tokenizer { get; init; } = "tokenizer";

        /// <summary>The output that holds the embedding.</summary>
        public string Output { get; init; } = "text_embeds";

        /// <summary>What is put before each prompt.</summary>
        public string Prefix { get; init; } = "";
    }
}
