using System.Net;
using System.Text.RegularExpressions;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>
/// The cleaning of captions that PixArt and Sana were trained with: links, file names, numbers of articles, phrases of shops and the like
/// go (diffusers' <c>_clean_caption</c>,
/// https://github.com/huggingface/diffusers/blob/v0.42.1/src/diffusers/pipelines/pixart_alpha/pipeline_pixart_alpha.py). What diffusers
/// leaves to the Python packages bs4 (markup) and ftfy (mended encodings) is not done.
/// </summary>
internal static class CaptionCleaning
{
    private const int MaxLength = 10_000; // file names and links are looked for at every character up to every other

    private const string Link = @"[a-zA-Z0-9.\-]+[.](?:com|co|ru|net|org|edu|gov|it)[\w/-]*\b\/?(?!@)";
    private const string Files = "png|jpg|jpeg|bmp|webp|eps|pdf|apk|mp4";

    /// <summary>Before words are parted.</summary>
    private static readonly (Regex Pattern, string Replacement)[] First = Compile(
        ("<person>", "person"),
        ($@"\b((?:https?:(?:\/{{1,3}}|[a-zA-Z0-9%])|{Link}))", ""),
        ($@"\b((?:www:(?:\/{{1,3}}|[a-zA-Z0-9%])|{Link}))", ""),
        (@"@[\w\d]+\b", ""),
        (@"[\u31c0-\u31ef\u31f0-\u31ff\u3200-\u32ff\u3300-\u33ff\u3400-\u4dbf\u4dc0-\u4dff\u4e00-\u9fff]+", ""),
        (
            @"[\u002D\u058A\u05BE\u1400\u1806\u2010-\u2015\u2E17\u2E1A\u2E3A\u2E3B\u2E40\u301C\u3030\u30A0\uFE31\uFE32\uFE58\uFE63\uFF0D]+",
            "-"),
        ("[`´«»“”¨]", "\""),
        ("[‘’]", "'"),
        ("&quot;?", ""),
        ("&amp", ""),
        (@"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}", " "),
        (@"\d:\d\d\s+$", ""),
        (@"\\n", " "),
        (@"#\d{1,3}\b", ""),
        (@"#\d{5,}\b", ""),
        (@"\b\d{6,}\b", ""),
        ($@"\S+\.(?:{Files})", ""),
        ("[\"']{2,}", "\""),
        (@"[\.]{2,}", " "),
        (@"[#®•©™&@·º½¾¿¡§~\)\(\]\[\}\{\|\\/\*]{1,}", " "),
        (@"\s+\.\s+", " "));

    /// <summary>After that.</summary>
    private static readonly (Regex Pattern, string Replacement)[] Second = Compile(
        (@"\b[a-zA-Z]{1,3}\d{3,15}\b", ""),
        (@"\b[a-zA-Z]+\d+[a-zA-Z]+\b", ""),
        (@"\b\d+[a-zA-Z]+\d+\b", ""),
        (@"(worldwide\s+)?(free\s+)?shipping", ""),
        (@"(free\s)?download(\sfree)?", ""),
        (@"\bclick\b\s(?:for|on)\s\w+", ""),
        ($@"\b(?:{Files})(\simage[s]?)?", ""),
        (@"\bpage\s+\d+\b", ""),
        (@"\b\d*[a-zA-Z]+\d+[a-zA-Z]+\d+[a-zA-Z\d]*\b", " "),
        (@"\b\d+\.?\d*[xх×]\d+\.?\d*\b", ""),
        (@"\b\s+\:\s+", ": "),
        (@"(\D[,\./])\b", "$1 "),
        (@"\s+", " "),
        ("^[\"']((?s:.+))[\"']$", "$1"),
        (@"^['_,\-:;]", ""),
        (@"['_,\-:+]$", ""),
        (@"^\.\S+$", ""));

    private static readonly Regex Joint = new("[-_]", RegexOptions.CultureInvariant);

    private static readonly Regex MarkupOrEntity = new("<[a-zA-Z/!?]|&(?:#|\\w+;)", RegexOptions.CultureInvariant);

    /// <summary>Whether diffusers would hand a part of a caption to bs4 to be taken out or replaced.</summary>
    public static bool HasMarkup(string caption) =>
        MarkupOrEntity.IsMatch(caption.Replace("<person>", "", StringComparison.OrdinalIgnoreCase));

    /// <summary>Cleans a caption, twice, as diffusers does; it comes out in lower case.</summary>
    /// <exception cref="ArgumentException">It is too long for that.</exception>
    public static string Clean(string caption) => caption.Length <= MaxLength
        ? Once(Once(caption))
        : throw new ArgumentException(
            $"A prompt has {caption.Length} characters; it must have at most {MaxLength} where CleanCaption is true.", "request");

    private static string Once(string caption)
    {
        SingleUnits units = new();
        caption = units.From(UnicodeNormalization.Lower(PythonPattern.Strip(WebUtility.UrlDecode(caption))));
        caption = Apply(First, caption);
        if (Joint.Count(caption) > 3) caption = Joint.Replace(caption, " ");
        return units.Back(PythonPattern.Strip(Apply(Second, caption)));
    }

    private static string Apply((Regex Pattern, string Replacement)[] steps, string caption)
    {
        foreach (var (pattern, replacement) in steps) caption = pattern.Replace(caption, replacement);
        return caption;
    }

    private static (Regex Pattern, string Replacement)[] Compile(params (string Pattern, string Replacement)[] steps) =>
        [.. steps.Select(step => (PythonPattern.Compile(step.Pattern), step.Replacement))];
}
