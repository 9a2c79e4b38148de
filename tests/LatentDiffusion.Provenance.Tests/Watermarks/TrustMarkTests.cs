using System.Text.Json;

namespace LatentDiffusion.Provenance.Tests;

/// <summary>TrustMark's error-correcting codes and the way to its graphs, beside write_trustmark_references.py.</summary>
public sealed class TrustMarkTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "References", "watermarks");
    private static readonly JsonElement Reference =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "trustmark.json"))).RootElement;

    [Fact]
    public void CodesAreThoseOfTrustMark()
    {
        foreach (JsonElement code in Reference.GetProperty("codes").EnumerateArray())
            Assert.Equal(Bits(code, "bits"), TrustMarkCode.Encode(Bits(code, "data"), Schema(code)));
    }

    [Fact]
    public void AsManyErrorsAreCorrectedAsTheSchemaSaysAndNoMore()
    {
        var random = new Random(1);
        foreach (JsonElement code in Reference.GetProperty("codes").EnumerateArray())
        {
            (TrustMarkSchema schema, bool[] data, bool[] bits) = (Schema(code), Bits(code, "data"), Bits(code, "bits"));
            int strength = schema switch { TrustMarkSchema.BchSuper => 8, TrustMarkSchema.Bch5 => 5, TrustMarkSchema.Bch4 => 4, _ => 3 };
            for (int errors = 0; errors <= strength; errors++)
            {
                bool[] broken = (bool[])bits.Clone();
                foreach (int i in Enumerable.Range(0, 96).OrderBy(_ => random.Next()).Take(errors)) broken[i] = !broken[i];
                Assert.Equal(data, TrustMarkCode.Decode(broken, schema)!.Value.Payload);
                (bool[] payload, TrustMarkSchema named) = TrustMarkCode.Decode(broken, null)!.Value;
                Assert.Equal(data, payload);
                Assert.Equal(schema, named);
            }

            bool[] beyond = (bool[])bits.Clone();
            foreach (int i in Enumerable.Range(0, 96).OrderBy(_ => random.Next()).Take(strength + 1)) beyond[i] = !beyond[i];
            Assert.NotEqual(data, TrustMarkCode.Decode(beyond, schema)?.Payload);
        }
    }

    [Fact]
    public void AWrongNameOfTheSchemaIsNoTrouble()
    {
        JsonElement code = Reference.GetProperty("codes").EnumerateArray().Last();
        bool[] bits = Bits(code, "bits");
        (bits[96], bits[99]) = (true, false);
        (bool[] payload, TrustMarkSchema schema) = TrustMarkCode.Decode(bits, null)!.Value;
        Assert.Equal(Bits(code, "data"), payload);
        Assert.Equal(TrustMarkSchema.Bch5, schema);
        Assert.Null(TrustMarkCode.Decode(bits, TrustMarkSchema.BchSuper));
    }

    [Fact]
    public void RandomBitsDecodeAsOftenAsTold()
    {
        var random = new Random(5);
        foreach (TrustMarkSchema schema in (TrustMarkSchema[])[TrustMarkSchema.Bch3, TrustMarkSchema.Bch4])
        {
            bool[] Bits() => [.. Enumerable.Range(0, 100).Select(_ => random.Next(2) == 0)];
            int found = Enumerable.Range(0, 4000).Count(_ => TrustMarkCode.Decode(Bits(), schema) is not null);
            double expected = 4000 * TrustMarkCode.ChanceOfRandomBits(schema);
            Assert.InRange(found, expected - 4 * Math.Sqrt(expected), expected + 4 * Math.Sqrt(expected));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void PicturesAreMarkedAsByPyTorchAndPillow(int index)
    {
        JsonElement mark = Reference.GetProperty("marks")[index];
        (int width, int height) = (mark.GetProperty("width").GetInt32(), mark.GetProperty("height").GetInt32());
        (float strength, bool centre) = (mark.GetProperty("strength").GetSingle(), mark.GetProperty("centre").GetBoolean());
        var options = new TrustMarkOptions { Strength = strength, CentreSquare = centre };
        byte[] payload = Pack(Bits(mark, "bits")[..40]);
        using var stage = new TrustMarkStage(Graph("encoder"), payload, options: options);
        RgbImage marked = stage.Mark(Draw(width, height));
        RgbImage expected = RgbImage.Load(Path.Combine(Folder, $"trustmark_{width}x{height}.png"));
        Assert.Equal((width, height), (marked.Width, marked.Height));
        int different = 0;
        for (int i = 0; i < marked.Pixels.Length; i++)
        {
            int distance = Math.Abs(marked.Pixels[i] - expected.Pixels[i]);
            Assert.InRange(distance, 0, 1);
            different += distance;
        }

        // A last digit of a float can turn a rounding.
        Assert.InRange(different, 0, marked.Pixels.Length / 1000);
        string decoder = Graph(options.CentreSquare ? "decoder_p" : "decoder");
        using var reader = new TrustMarkReader(decoder, options: options with { DecoderSize = 224 });
        WatermarkReading reading = reader.Read(marked)!;
        Assert.Equal(payload, reading.Payload.ToArray());
        Assert.Equal((40, "TrustMark, BchSuper"), (reading.BitCount, reading.Meaning));
    }

    [Fact]
    public void ShorterPayloadsAreFilledAndOtherSchemasWork()
    {
        using var stage = new TrustMarkStage(Graph("encoder"), [0xA5, 0xE0], 11, TrustMarkSchema.Bch3);
        using var reader = new TrustMarkReader(Graph("decoder"), TrustMarkSchema.Bch3);
        WatermarkReading reading = reader.Read(stage.Mark(Pictures.Draw("flat", 300, 300)))!;
        Assert.Equal(75, reading.BitCount);
        Assert.Equal([0xA5, 0xE0, 0, 0, 0, 0, 0, 0, 0, 0], reading.Payload.ToArray());
    }

    [Fact]
    public void BadArgumentsAreRefused()
    {
        Assert.Contains("holds 40", Assert.Throws<ArgumentException>(() => new TrustMarkStage(Graph("encoder"), new byte[6])).Message);
        Assert.Throws<ArgumentException>(() => new TrustMarkStage(Graph("encoder"), new byte[1], 9));
        var noStrength = new TrustMarkOptions { Strength = float.NaN };
        Assert.Throws<ArgumentException>(() => new TrustMarkStage(Graph("encoder"), new byte[1], options: noStrength));
        Assert.Contains(
            "bits [1, 100]", Assert.Throws<ModelFormatException>(() => new TrustMarkStage(Graph("decoder"), new byte[1])).Message);
        Assert.Contains("nothing but a picture", Assert.Throws<ModelFormatException>(() => new TrustMarkReader(Graph("encoder"))).Message);
        Assert.Throws<FileNotFoundException>(() => new TrustMarkReader("missing.onnx"));
        Assert.Contains(
            "trustmark.json",
            Assert.Throws<ModelFormatException>(() => new TrustMarkReader(Path.Combine(Folder, "trustmark.json"))).Message);
    }

    [Theory]
    [InlineData(OneOperator.Float16, 8, 8, "'image' is of Float16")]
    [InlineData(OneOperator.Float, 8, 16, "a picture of 16x8")]
    public void GraphsOfOtherPicturesAreRefusedWhenLoaded(int type, int height, int width, string fault)
    {
        ModelFormatException error = WithGraph(
            OneOperator.Graph("Identity", type, ("image", [1, 3, height, width])),
            path => Assert.Throws<ModelFormatException>(() => new TrustMarkReader(path)));
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AGraphThatCannotRunIsATypedError()
    {
        byte[] graph = OneOperator.Graph("Add", OneOperator.Float, ("image", [1, 3, 0, 0]), ("bits", [1, 100])); // 100 fit no 256
        GraphRunException error = WithGraph(graph, path =>
        {
            using var stage = new TrustMarkStage(path, new byte[1]);
            return Assert.Throws<GraphRunException>(() => stage.Mark(Draw(16, 16)));
        });
        Assert.Contains("cannot run", error.Message, StringComparison.Ordinal);
    }

    private static T WithGraph<T>(byte[] graph, Func<string, T> use)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, graph);
            return use(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Graph(string name) => Path.Combine(Folder, $"trustmark_{name}.onnx");

    private static TrustMarkSchema Schema(JsonElement code) => Enum.Parse<TrustMarkSchema>(code.GetProperty("schema").GetString()!);

    private static bool[] Bits(JsonElement element, string name) => [.. element.GetProperty(name).GetString()!.Select(c => c == '1')];

    private static byte[] Pack(bool[] bits)
    {
        byte[] bytes = new byte[(bits.Length + 7) / 8];
        for (int i = 0; i < bits.Length; i++) if (bits[i]) bytes[i / 8] |= (byte)(0x80 >> i % 8);
        return bytes;
    }

    private static RgbImage Draw(int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(40 + (i / 3 % width * (i % 3 + 1) * 2 + i / 3 / width * (3 - i % 3) * 3) / 5 % 170);
        return new RgbImage(width, height, pixels);
    }
}
