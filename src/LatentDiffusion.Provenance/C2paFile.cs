using System.Security.Cryptography;
using LatentDiffusion.Imaging;

namespace LatentDiffusion.Provenance;

/// <summary>Signs image files, and finds what was signed (C2PA 2.2, https://spec.c2pa.org).</summary>
public static class C2paFile
{
    /// <summary>Signs the file of a generated picture. A manifest store that lies in it already becomes that of an ingredient.</summary>
    /// <param name="file">A PNG, JPEG or WebP file; its pixels and other metadata stay as they are.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="claim">What is claimed. Default: that it was made from nothing but text.</param>
    /// <returns>The file with its manifest store.</returns>
    /// <exception cref="ImageFormatException">Another format, or a damaged file.</exception>
    /// <exception cref="ProvenanceException">There is no time stamp.</exception>
    /// <exception cref="CryptographicException">The key cannot sign.</exception>
    public static byte[] Sign(ReadOnlySpan<byte> file, C2paSigner signer, C2paClaim? claim = null)
    {
        ArgumentNullException.ThrowIfNull(signer);
        claim ??= new C2paClaim();
        ImageFormat format = ImageFile.FormatOf(file)
            ?? throw new ImageFormatException(
                "The image: a PNG, JPEG or WebP image was expected; the first bytes are those of none of them.");
        ManifestContainer container = ManifestContainer.Of(format);
        List<IngredientSource> sources = [.. claim.Sources.Select((s, i) => IngredientSource.Of(s.Encoded.Span, i, i == 0))];
        byte[] bare = container.Without(file);
        if (bare.Length != file.Length && sources.Count == 0) sources.Add(IngredientSource.Of(file, 0, true));
        ManifestDraft draft = new(sources, new ClaimGenerator(claim.Generator, claim.GeneratorVersion), claim.Title, DateTimeOffset.UtcNow);
        return Sign(bare, container, draft, signer);
    }

    /// <summary>The manifest store of a file, as it lies in it.</summary>
    /// <param name="file">A PNG, JPEG or WebP file.</param>
    /// <returns>A JUMBF superbox; or null where the file has none, or one that cannot be read.</returns>
    public static byte[]? ReadStore(ReadOnlySpan<byte> file)
    {
        try
        {
            return ImageFile.FormatOf(file) is { } format ? ManifestContainer.Of(format).Find(file)?.Store.ToArray() : null;
        }
        catch (DamagedMarkException)
        {
            return null;
        }
    }

    private static byte[] Sign(byte[] file, ManifestContainer container, ManifestDraft draft, C2paSigner signer)
    {
        int start = container.StartFor(file);
        for (int reserved = signer.LengthAtFirst(); ;)
        {
            var (store, range) = Measure(container, draft, start, reserved);
            ReadOnlyMemory<byte> framed = container.Put(file, new byte[store]);
            byte[] hash = HashAlgorithms.Compute(Labels.Algorithm, framed[..start], framed[(start + (int)range.Length)..]);
            byte[] claim = draft.Claim(range with { Hash = hash }, out byte[] binding);
            byte[] signature = signer.Sign(claim, reserved);
            if (signature.Length == reserved) return container.Put(file, draft.Build(claim, binding, signature));
            if (signature.Length < reserved - 8) throw new CryptographicException("The length of a signature has changed.");
            reserved = signature.Length + 64; // the time stamp is longer than was thought, or leaves too little for padding
        }
    }

    /// <summary>
    /// The length of the store and the range that holds it, which the store itself tells: the first that agrees with itself.
    /// </summary>
    private static (int Store, DataHash Range) Measure(ManifestContainer container, ManifestDraft draft, int start, int reserved)
    {
        byte[] signature = new byte[reserved];
        for (DataHash range = new(start, 0, new byte[32], 0); ;)
        {
            byte[] claim = draft.Claim(range, out byte[] binding);
            int store = draft.Build(claim, binding, signature).Length, length = container.LengthFor(store);
            if (container.WantsEvenLength && (store & 1) == 1) range = range with { Pad = range.Pad + 1 };
            else if (length == range.Length) return (store, range);
            else range = range with { Length = length };
        }
    }
}
