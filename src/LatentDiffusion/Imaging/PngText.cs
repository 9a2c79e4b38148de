using System.IO.Compression;
using System.Text;
using LatentDiffusion.Errors;

namespace LatentDiffusion.Imaging;

/// <summary>Text in PNG files (PNG specification, third edition, section 11.3.3): tEXt, zTXt and iTXt chunks.</summary>
internal static class PngText
{
    /// <summary>A chunk with a text: tEXt if Latin-1 has all characters, else iTXt, as Pillow's <c>PngInfo.add_text</c> does.</summary>
    public static byte[] Encode(string keyword, string text)
    {
        bool latin1 = text.All(c => c <= 0xFF);
        byte[] encoded = (latin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(text);
        ImageMetadata.CheckLength(encoded);

        return latin1
            ? PngChunks.Make("tEXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, .. encoded])
            : EncodeInternational(keyword, text);
    }

    /// <summary>
    /// An iTXt chunk: after the keyword no compression (two bytes), no language and no translated keyword (one NUL each).
    /// </summary>
    public static byte[] EncodeInternational(string keyword, string text) =>
        PngChunks.Make("iTXt"u8, [.. Encoding.Latin1.GetBytes(keyword), 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>The file without the texts of a keyword.</summary>
    public static byte[] Without(ReadOnlySpan<byte> png, string keyword)
    {
        int signature = ImageFile.PngSignature.Length;
        using MemoryStream file = new(png.Length);
        file.Write(png[..signature]);
        ReadOnlySpan<byte> rest = png[signature..], before = rest;
        while (PngChunks.TryNext(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body))
        {
            bool isText = type.SequenceEqual("zTXt"u8) || type.SequenceEqual("iTXt"u8) || type.SequenceEqual("tEXt"u8);
            bool isWanted = isText && SplitAtNul(ref body, out ReadOnlySpan<byte> name) && Encoding.Latin1.GetString(name) == keyword;
            if (!isWanted) file.Write(before[..(before.Length - rest.Length)]);
            before = rest;
        }

        file.Write(before);
        return file.ToArray();
    }

    /// <summary>The text of the first chunk with a keyword, or null.</summary>
    /// <param name="png">The file.</param>
    /// <param name="keyword">The keyword.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="maxBytes">Longest text that is read.</param>
    /// <exception cref="ImageFormatException">The text is damaged or too long.</exception>
    public static string? Find(ReadOnlySpan<byte> png, string keyword, string file, int maxBytes = ImageMetadata.MaxTextBytes)
    {
        ReadOnlySpan<byte> rest = png[ImageFile.PngSignature.Length..];
        while (PngChunks.TryNext(ref rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body))
        {
            bool compressed = type.SequenceEqual("zTXt"u8), international = type.SequenceEqual("iTXt"u8);
            if (!(compressed || international || type.SequenceEqual("tEXt"u8))) continue;
            if (!SplitAtNul(ref body, out ReadOnlySpan<byte> name) || Encoding.Latin1.GetString(name) != keyword) continue;
            if (international) compressed = SkipInternationalHeader(ref body);
            else if (compressed) body = body.IsEmpty ? body : body[1..]; // the compression method: always zlib
            body = compressed ? Inflate(body, file, maxBytes) : Limited(body, file, maxBytes);
            return (international ? Encoding.UTF8 : Encoding.Latin1).GetString(body);
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

    private static ReadOnlySpan<byte> Limited(ReadOnlySpan<byte> text, string file, int maxBytes) => text.Length <= maxBytes
        ? text
        : throw new ImageFormatException($"{file}: a text in an image may have at most {maxBytes} bytes; it has more.");

    private static ReadOnlySpan<byte> Inflate(ReadOnlySpan<byte> compressed, string file, int maxBytes)
    {
        try
        {
            using ZLibStream stream = new(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            using MemoryStream text = new();
            byte[] part = new byte[81920];
            for (int count; text.Length <= maxBytes && (count = stream.Read(part)) > 0;) text.Write(part, 0, count);
            return Limited(text.GetBuffer().AsSpan(0, (int)text.Length), file, maxBytes);
        }
        catch (Exception exception) when (ForeignFault.Is(exception))
        {
            throw new ImageFormatException($"{file}: a compressed text in the image is damaged.", exception);
        }
    }
}
