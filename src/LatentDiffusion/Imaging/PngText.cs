using System.IO.Compression;
using System.Text;

namespace LatentDiffusion;

/// <summary>Text in PNG files (PNG specification, third edition, section 11.3.3): tEXt, zTXt and iTXt chunks.</summary>
internal static class PngText
{
    /// <summary>A chunk with a text: tEXt if Latin-1 has all characters, else iTXt, as Pillow's <c>PngInfo.add_text</c> does.</summary>
    public static byte[] Encode(string keyword, string text)
    {
        bool latin1 = text.All(c => c <= 0xFF);
        byte[] encoded = (latin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);
        ImageMetadata.CheckLength(encoded);

        // iTXt: after the keyword no compression (two bytes), no language and no translated keyword (one NUL each).
        byte[] name = Encoding.Latin1.GetBytes(keyword);
        return latin1
            ? PngChunks.Make("tEXt"u8, [.. name, 0, .. encoded])
            : PngChunks.Make("iTXt"u8, [.. name, 0, 0, 0, 0, 0, .. encoded]);
    }

    /// <summary>The text of the first chunk with a keyword, or null.</summary>
    /// <exception cref="ImageFormatException">The text is damaged or above 1 MiB.</exception>
    public static string? Find(ReadOnlySpan<byte> png, string keyword, string file)
    {
        ReadOnlySpan<byte> rest = png[ImageFile.PngSignature.Length..];
        while (PngChunks.TryNext(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body))
        {
            bool compressed = type.SequenceEqual("zTXt"u8), international = type.SequenceEqual("iTXt"u8);
            if (!(compressed || international || type.SequenceEqual("tEXt"u8))) continue;
            if (!SplitAtNul(ref body, out ReadOnlySpan<byte> name) || Encoding.Latin1.GetString(name) != keyword) continue;
            if (international) compressed = SkipInternationalHeader(ref body);
            else if (compressed) body = body.IsEmpty ? body : body[1..]; // the compression method: always zlib
            return (international ? Encoding.UTF8 : Encoding.Latin1).GetString(compressed ? Inflate(body, file) : Limited(body, file));
        }

        return null;
    }

    private static bool SkipInternationalHeader(ref ReadOnlySpan<byte> body)
    {
        bool compressed = body.Length > 2 && body[0] == 1;
        body = body.Length > 2 ? body[2..] : default;
        SplitAtNul(ref body, out _); // language
        SplitAtNul(ref body, out _); // translated keyword
        return compressed;
    }

    private static bool SplitAtNul(scoped ref ReadOnlySpan<byte> body, out ReadOnlySpan<byte> head)
    {
        int nul = body.IndexOf((byte)0);
        head = nul < 0 ? default : body[..nul];
        if (nul >= 0) body = body[(nul + 1)..];
        return nul >= 0;
    }

    private static ReadOnlySpan<byte> Limited(ReadOnlySpan<byte> text, string file) => text.Length <= ImageMetadata.MaxTextBytes
        ? text
        : throw new ImageFormatException($"{file}: a text in an image may have at most {ImageMetadata.MaxTextBytes} bytes; it has more.");

    private static ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> compressed, string file)
    {
        byte[] text = new byte[ImageMetadata.MaxTextBytes + 1];
        try
        {
            using ZLibStream stream = new(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            return Limited(text.AsSpan(0, stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)), file);
        }
        catch (InvalidDataException exception)
        {
            throw new ImageFormatException($"{file}: a compressed text in the image is damaged.", exception);
        }
    }
}
