using System.Globalization;
using System.Text.Json;
using LatentDiffusion.Errors;
using LatentDiffusion.Storage;

namespace LatentDiffusion.Tokenizers;

/// <summary>
/// What a tokenizer folder says beside its vocabulary: <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c>,
/// <c>added_tokens.json</c> and the added tokens of <c>tokenizer.json</c>, put together as transformers' <c>from_pretrained</c> does.
/// </summary>
internal sealed class TokenizerFolder
{
    // In this order transformers adds the tokens; of two with the same text the later replaces the earlier.
    private static readonly string[] Roles = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly ModelFiles _files;
    private readonly string _configFile;
    private readonly Dictionary<string, string> _defaults;
    private readonly Dictionary<string, (AddedToken Token, bool IsPlain)> _roles = [];
    private readonly SortedDictionary<int, AddedToken> _listed = [];
    private readonly List<AddedToken> _extra = [];

    /// <summary>Reads the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="defaults">The token of each role that the files may leave out.</param>
    public TokenizerFolder(ModelFiles folder, Dictionary<string, string> defaults)
    {
        if (!folder.Exists) throw new ModelFormatException($"{folder.Path}: expected the folder of a tokenizer, but there is none.");
        _files = folder;
        _defaults = defaults;
        _configFile = File("tokenizer_config.json");
        Config = Has("tokenizer_config.json") ? ReadObject("tokenizer_config.json") : JsonElement.Parse("{}");
        Whole = Has("tokenizer.json") ? ReadObject("tokenizer.json") : null;
        ReadRoles(_configFile, Config, isSpecial: false);
        ReadExtra(_configFile, Config);
        if (Config.TryGetProperty("added_tokens_decoder", out JsonElement listed)) ReadListed(listed);
        else ReadOldFiles();
    }

    /// <summary>Runs what loads a folder; an error of the libraries beneath becomes one that names the folder.</summary>
    public static T Guard<T>(string folder, Func<T> load)
    {
        try
        {
            return load();
        }
        catch (Exception e) when (ForeignFault.Is(e))
        {
            throw new ModelFormatException($"{folder}: expected the files of a tokenizer, but {Shown.Cause(e)}.", e);
        }
    }

    /// <summary>The folder.</summary>
    public string Folder => _files.Path;

    /// <summary>The content of <c>tokenizer_config.json</c>; an empty object when there is none.</summary>
    public JsonElement Config { get; }

    /// <summary>
    /// The content of <c>tokenizer.json</c>, which takes precedence over other vocabulary files; null when there is none.
    /// </summary>
    public JsonElement? Whole { get; }

    /// <summary>
    /// The class in <c>tokenizer_config.json</c>, without the "Fast" of old files; told from the vocabulary where it is not said.
    /// </summary>
    public string ClassName
    {
        get
        {
            if (Config.TryGetProperty("tokenizer_class", out JsonElement name) && name.ValueKind == JsonValueKind.String)
                return name.GetString()!.Replace("Fast", "", StringComparison.Ordinal);
            return Has("spiece.model") ? "T5Tokenizer" : Has("vocab.txt") ? "BertTokenizer" : "CLIPTokenizer";
        }
    }

    /// <summary>The path of <c>tokenizer.json</c>.</summary>
    public string WholeFile => File("tokenizer.json");

    /// <summary>The path of a file in the folder.</summary>
    public string File(string name) => _files.PathOf(name);

    /// <summary>Whether the folder has a file.</summary>
    public bool Has(string name) => _files.Has(name);

    /// <summary>Reads a file that holds a JSON object.</summary>
    public JsonElement ReadObject(string name) => TokenizerJson.ReadObject(File(name), ReadBytes(name));

    /// <summary>Reads a whole file.</summary>
    public byte[] ReadBytes(string name) => TokenizerJson.ReadBytes(_files, name);

    /// <summary>The text of the token of a role, such as <c>pad_token</c>.</summary>
    public string Token(string role) => _roles.TryGetValue(role, out var named) ? named.Token.Content : _defaults[role];

    /// <summary>The id of the token of a role.</summary>
    public int TokenId(string role, IReadOnlyDictionary<string, int> vocabulary) =>
        vocabulary.TryGetValue(Token(role), out int id)
            ? id
            : throw new ModelFormatException(
                $"{_configFile}: expected {role} to be in the vocabulary, but \"{Shown.Of(Token(role))}\" is not.");

    /// <summary>
    /// <c>model_max_length</c>, or another number when it is not said or without bound (transformers writes 1e30 for that).
    /// </summary>
    public int MaxLength(int otherwise)
    {
        if (!Config.TryGetProperty("model_max_length", out JsonElement value) || value.ValueKind == JsonValueKind.Null) return otherwise;
        if (value.ValueKind != JsonValueKind.Number || value.GetDouble() is var length && (length < 2 || length != Math.Floor(length)))
            throw TokenizerJson.Wrong(_configFile, "model_max_length", "a whole number, 2 or more", value);
        return length > 1 << 20 ? otherwise : (int)length;
    }

    /// <summary>The added tokens in the order in which transformers adds them.</summary>
    /// <param name="vocabulary">The model's pieces, among which the tokens with a role must be unless they are listed as added.</param>
    /// <param name="extraIfNone">The extra special tokens of the tokenizer's class, for a folder that names none.</param>
    public IReadOnlyList<AddedToken> AddedTokens(IReadOnlyDictionary<string, int> vocabulary, IEnumerable<AddedToken> extraIfNone)
    {
        List<AddedToken> added = [.. _listed.Values];
        HashSet<string> known = [.. added.Select(t => t.Content)];
        foreach (string role in Roles)
        {
            if (!_roles.ContainsKey(role) && !_defaults.ContainsKey(role)) continue;
            var (token, isPlain) = _roles.GetValueOrDefault(role, (new AddedToken(Token(role), Normalized: false), true));
            if (known.Contains(token.Content)) continue;
            if (role != "mask_token") TokenId(role, vocabulary);
            if (isPlain || !added.Contains(token)) added.Add(token);
        }
        added.AddRange((_extra.Count > 0 ? _extra : extraIfNone).Where(t => !known.Contains(t.Content)));
        return added;
    }

    private void ReadRoles(string file, JsonElement owner, bool isSpecial)
    {
        foreach (string role in Roles)
            if (owner.TryGetProperty(role, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
                _roles[role] = (ReadToken(file, role, value, isSpecial), value.ValueKind == JsonValueKind.String);
    }

    private void ReadExtra(string file, JsonElement owner)
    {
        foreach (string name in (ReadOnlySpan<string>)["extra_special_tokens", "additional_special_tokens"])
        {
            if (_extra.Count > 0 || !owner.TryGetProperty(name, out JsonElement value)) continue;
            if (value.ValueKind == JsonValueKind.Array)
                _extra.AddRange(value.EnumerateArray().Select(t => ReadToken(file, name, t, isSpecial: true)));
            else if (value.ValueKind == JsonValueKind.Object)
                _extra.AddRange(value.EnumerateObject().Select(t => ReadToken(file, name, t.Value, isSpecial: true)));
            else if (value.ValueKind != JsonValueKind.Null) throw TokenizerJson.Wrong(file, name, "a list of tokens", value);
        }
    }

    private void ReadListed(JsonElement listed)
    {
        if (listed.ValueKind != JsonValueKind.Object) throw TokenizerJson.Wrong(_configFile, "added_tokens_decoder", "an object", listed);
        foreach (JsonProperty entry in listed.EnumerateObject())
        {
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                throw new ModelFormatException(
                    $"{_configFile}: expected token ids in added_tokens_decoder, but there is \"{Shown.Of(entry.Name)}\".");
            _listed[id] = ReadToken(_configFile, "added_tokens_decoder", entry.Value, isSpecial: false);
        }
    }

    // Before added_tokens_decoder there was a file for the roles and one for the added tokens.
    private void ReadOldFiles()
    {
        if (Has("special_tokens_map.json"))
        {
            string file = File("special_tokens_map.json");
            JsonElement map = ReadObject("special_tokens_map.json");
            ReadRoles(file, map, isSpecial: true);
            ReadExtra(file, map);
        }
        if (Has("added_tokens.json"))
        {
            string file = File("added_tokens.json");
            HashSet<string> special = [.. Roles.Where(r => _roles.ContainsKey(r) || _defaults.ContainsKey(r)).Select(Token)];
            foreach (JsonProperty entry in ReadObject("added_tokens.json").EnumerateObject())
            {
                AddedToken token = new(entry.Name, Normalized: !special.Contains(entry.Name));
                _listed[TokenizerJson.Id(file, entry.Name, entry.Value)] = token;
            }
        }
        if (Whole is { } whole && whole.TryGetProperty("added_tokens", out JsonElement added) && added.ValueKind == JsonValueKind.Array)
            foreach (JsonElement entry in added.EnumerateArray())
                _listed[TokenizerJson.Id(WholeFile, "id of an added token", TokenizerJson.Property(WholeFile, entry, "id"))] =
                    ReadToken(WholeFile, "added_tokens", entry, isSpecial: false);
    }

    private static AddedToken ReadToken(string file, string name, JsonElement value, bool isSpecial)
    {
        if (value.ValueKind == JsonValueKind.String) return new AddedToken(value.GetString()!, Normalized: false);
        if (value.ValueKind != JsonValueKind.Object) throw TokenizerJson.Wrong(file, name, "a token, as a string or an object", value);
        bool special = isSpecial || TokenizerJson.Flag(file, value, "special", false);
        return new AddedToken(
            TokenizerJson.String(file, $"content of {name}", TokenizerJson.Property(file, value, "content")),
            TokenizerJson.Flag(file, value, "normalized", !special), TokenizerJson.Flag(file, value, "lstrip", false),
            TokenizerJson.Flag(file, value, "rstrip", false), TokenizerJson.Flag(file, value, "single_word", false));
    }
}
