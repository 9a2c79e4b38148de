namespace LatentDiffusion.Tokenizers;

/// <summary>A token that is found in the text itself, before the tokenizer's model sees it: <c>&lt;|endoftext|&gt;</c>, say.</summary>
/// <param name="Content">The text of the token.</param>
/// <param name="Normalized">Whether it is looked for in the normalised text; otherwise in the text as given.</param>
/// <param name="LeftStrip">Whether it takes the white space before it with it.</param>
/// <param name="RightStrip">Whether it takes the white space after it with it.</param>
/// <param name="SingleWord">Whether it counts only where it is not part of a longer word.</param>
internal sealed record AddedToken(
    string Content, bool Normalized, bool LeftStrip = false, bool RightStrip = false, bool SingleWord = false);
