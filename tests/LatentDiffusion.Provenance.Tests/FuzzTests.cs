using System.Diagnostics;
using System.Globalization;
using LatentDiffusion.Imaging;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>
/// Damaged files through the verifier: it says something about each, soon, and throws for none. How many is in the environment variable
/// <c>LATENTDIFFUSION_FUZZ</c>; default 1,500.
/// </summary>
public sealed class FuzzTests
{
    /// <summary>Whether more is asked for than there is time for on every run.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("LATENTDIFFUSION_FUZZ") is not null;

    private static readonly int Count =
        int.Parse(Environment.GetEnvironmentVariable("LATENTDIFFUSION_FUZZ") ?? "1500", CultureInfo.InvariantCulture);

    private static readonly byte[][] Sound =
    [
        .. Enum.GetValues<ImageFormat>().SelectMany(f => (byte[][])
        [
            ImageMetadata.WithXmp(Signers.Noise(5, 4, 1).Encode(f, parameters: "x"), Packet), Signers.Signed(f),
            Signers.Signed(f, isEdit: true, stamps: true),
        ]),
    ];

    /// <summary>First bytes of CBOR values of unknown or huge length.</summary>
    private static readonly byte[] Heads = [0x5F, 0x7F, 0x9F, 0xBF, 0x9B, 0x1B, 0x5B, 0x7B, 0xDB, 0xFB, 0xFF, 0xA0];

    private static string Packet =>
        "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
        + "<rdf:Description rdf:about='' xmlns:i='http://iptc.org/std/Iptc4xmpExt/2008-02-29/'"
        + " i:DigitalSourceType='x'/></rdf:RDF></x:xmpmeta>";

    [Fact]
    public void Verify_DamagedFiles_AreAllReportedSoon()
    {
        MarkVerifier verifier = new(Signers.Trust);
        int marked = 0;
        TimeSpan longest = default;
        for (int seed = 0; seed < Count; seed++)
        {
            byte[] file = Damaged(new Random(seed));
            long began = Stopwatch.GetTimestamp();
            try
            {
                if (verifier.Verify(file).State == MarkState.Marked) marked++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"The file of seed {seed} throws.", e);
            }

            TimeSpan time = Stopwatch.GetElapsedTime(began);
            if (time > longest) longest = time;
        }

        // Searching a large picture for a watermark takes 10 s on two cores however large it is, and a damaged header makes small ones large.
        Assert.True(longest < TimeSpan.FromSeconds(IsLong ? 60 : 5), $"A file takes {longest}.");
        Assert.True(marked < Count * 3 / 4, $"{marked} of {Count} damaged files pass for sound.");
    }

    /// <summary>Changes bytes and numbers, cuts, doubles, removes and exchanges pieces, in the file or only in its store.</summary>
    private static byte[] Damaged(Random random)
    {
        byte[] file = Sound[random.Next(Sound.Length)];
        if (random.Next(3) == 0 || C2paFile.ReadStore(file) is not { } store) return Mutated(file, random);
        ManifestContainer container = ManifestContainer.Of(ImageFile.FormatOf(file)!.Value);
        store = Mutated(store, random);
        return store.Length < 8 ? store : container.Put(container.Without(file), store); // with a checksum that fits
    }

    private static byte[] Mutated(byte[] source, Random random)
    {
        List<byte> bytes = [.. source];
        for (int k = random.Next(1, 6); k > 0 && bytes.Count > 8; k--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 1 << random.Next(1, 12)), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, length); break;
                case 3: bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length)); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                case 5: for (int i = at; i < at + length; i++) bytes[i] = (byte)random.Next(256); break;
                case 6: for (int i = at; i < Math.Min(at + 4, bytes.Count); i++) bytes[i] = (byte)(random.Next(2) == 0 ? 0xFF : 0); break;
                default: bytes[at] = Heads[random.Next(Heads.Length)]; break;
            }
        }

        return [.. bytes];
    }
}
