using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>
/// Damaged and random headers: each is read or refused with a <see cref="ModelFormatException"/>, at once and without memory that the
/// header only declares. <c>LATENT_DIFFUSION_FUZZ</c> sets how many of each kind are tried.
/// </summary>
public sealed class SafetensorsFuzzTests
{
    /// <summary>
    /// Objects that a byte of a header can become: an entry of 50 bytes takes some 500 in a dictionary that has just grown.
    /// </summary>
    private const int BytesForEach = 32, BytesAtLeast = 64 << 10;

    private static readonly long Count =
        long.TryParse(Environment.GetEnvironmentVariable("LATENT_DIFFUSION_FUZZ"), out long count) ? count : 20_000;

    private static readonly byte[] Sound = File.ReadAllBytes(ReferenceFiles.Path("safetensors", "types.safetensors"));

    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(((string[])[
            "{", "}", "[", "]", ":", ",", "\"", "\\u0061", "\\ud800", "null", "true", "-1", "1e400", "0", "1",
            "9223372036854775807", "18446744073709551616",
            "\"dtype\"", "\"shape\"", "\"data_offsets\"", "\"F32\"", "\"F4\"", "\"U8\"", "\"__metadata__\"", "\"a\"", "\"b\"", " ", "\0",
            "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},",
            "\"b\":{\"dtype\":\"F16\",\"shape\":[2,0],\"data_offsets\":[1,1]}"]).Select(Gen.Const).ToArray()),
        Gen.Char.Select(c => c.ToString()));

    [Fact]
    public void Parse_DamagedFile_IsReadOrRefused() => Gen
        .Select(Gen.Int[0, Sound.Length], Gen.Int[0, Sound.Length - 1], Gen.Byte, Gen.Int[0, Sound.Length - 1], Gen.Byte)
        .Sample(
            (length, first, value, second, other) =>
            {
                byte[] damaged = Sound.ToArray();
                damaged[first] = value;
                damaged[second] ^= other;
                Check(length % 2 == 0 ? damaged : damaged[..length]);
            },
            iter: Count);

    [Fact]
    public void Parse_RandomPieces_AreReadOrRefused() => Gen.Select(Piece.Array[0, 24], Gen.Int[0, 8]).Sample(
        (pieces, data) => Check(SafetensorsBytes.File("{" + string.Concat(pieces), data)), iter: Count);

    [Fact]
    public void Parse_RandomBytes_AreReadOrRefused() => Gen.Byte.Array[0, 64].Sample(Check, iter: Count);

    [Fact]
    public void Parse_HugeHeaders_TakeMemoryByTheirLength()
    {
        string entry = "\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]";
        Check(SafetensorsBytes.File("{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"{i}\":{{{entry}}}")) + "}"));
        Check(SafetensorsBytes.File("{\"a\":{\"shape\":[" + string.Join(',', Enumerable.Repeat(1, 1_000_000)) + "]}}"));
        Check(SafetensorsBytes.File("{\"" + new string('k', 1_000_000) + "\":{" + entry + "}}"));
        Check(SafetensorsBytes.File(string.Concat(Enumerable.Repeat("{\"a\":", 1_000_000))));
    }

    private static void Check(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var tensors = SafetensorsHeader.Parse("model.safetensors", file, file.Length).Tensors;
            Assert.All(tensors.Values, t => Assert.InRange(t.Offset + t.Length, sizeof(ulong), file.Length));
        }
        catch (ModelFormatException e)
        {
            Assert.StartsWith("model.safetensors: ", e.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAtLeast + BytesForEach * (long)file.Length);
    }
}
