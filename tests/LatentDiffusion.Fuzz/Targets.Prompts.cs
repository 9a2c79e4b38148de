using System.Runtime.InteropServices;

namespace LatentDiffusion.Fuzz;

public sealed partial class Targets
{
    private static readonly byte[][] PromptWords = Utf16(
        "AND", "BREAK", "(", ")", "[", "]", ":1.3)", ":0.5]", "|", "\\(", "<lora:x:0.5>", "<lyco:", ">", ":", "te=", "\ud800", "\u0000",
        "\u2028", "&amp;", "<p>");

    private Target[] Prompts() =>
    [
        new("prompt",
            Utf16("a [red|green] (apple:1.3) on a [white:blue background:0.4] AND a (smiling:1.2) face :0.5", "((a [b:c:10] BREAK))"),
            PromptWords, Prompt) { Also = [typeof(PromptFormatException)] },
        new("adapter-tags", Utf16("a <lora:style:0.8> b <lora:x:te=0.5:unet=0.8>"), PromptWords, input => AdapterTags.Read(Text(input))),
        new("caption", Utf16("<p>a &amp; b</p> https://example.org (c) 123 #x"), PromptWords, input => CaptionCleaning.Clean(Text(input))),
    ];

    private static void Prompt(byte[] input)
    {
        string text = Text(input);
        if (text.Length > RequestRules.LongestWeightedPrompt) return;
        foreach (WeightedText part in PromptConjunction.Parse(text))
            foreach (string written in ScheduledPrompt.Read(part, new PromptPass(4, null)).Texts.Distinct()) PromptAttention.Parse(written);
    }

    private static string Text(byte[] input) => new(MemoryMarshal.Cast<byte, char>(input));

    private static byte[][] Utf16(params ReadOnlySpan<string> texts)
    {
        byte[][] encoded = new byte[texts.Length][];
        for (int i = 0; i < texts.Length; i++) encoded[i] = MemoryMarshal.AsBytes(texts[i].AsSpan()).ToArray();
        return encoded;
    }
}
