using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>Prompts that are mostly syntax.</summary>
internal static class RandomPrompts
{
    public static Gen<string> Gen { get; } = CsCheck.Gen.OneOf(
            CsCheck.Gen.OneOf<string>(
                "(", ")", "[", "]", ":", "|", "\\", " ", ",", "BREAK", "AND", ":1.2)", ":0.5]", ":3]", ":1.0.0)", "[a:b:", "[a|",
                "cat", "\n"),
            CsCheck.Gen.String[0, 3])
        .Array[0, 24].Select(string.Concat);
}
