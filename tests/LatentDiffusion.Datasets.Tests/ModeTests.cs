using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using LatentDiffusion.Models.Emoji;

namespace LatentDiffusion.Datasets.Tests;

/// <summary>What samples are made from, with the default model.</summary>
public sealed class ModeTests
{
    private const string Plan = """
        name = "n"
        count = 2
        shard_size = 4
        real = "real"
        masks = "masks"
        mode = "MODE"
        classes = ["apple"]
        [draw]
        steps = 2
        width = 64
        height = 64
        strength = 0.5
        """;

    [Theory]
    [InlineData("inside")]
    [InlineData("outside")]
    public void OfAMaskedPicture_OnePartStaysAsItIs(string mode)
    {
        using Bench bench = new(Plan.Replace("MODE", mode, StringComparison.Ordinal)
            .Replace("strength = 0.5", "strength = 1", StringComparison.Ordinal));
        bench.Pictures("real", 2, side: 64);
        bench.Masks("masks", 2, side: 64);
        Draw(bench);
        foreach (TarSample sample in bench.Samples("train-000000"))
        {
            JsonElement record = JsonDocument.Parse(sample.Files["json"]).RootElement;
            RgbImage real = RgbImage.Load(bench["real/" + record.GetProperty("source").GetString()]);
            RgbImage made = RgbImage.Decode(sample.Files["png"]), mask = RgbImage.Decode(sample.Files["mask.png"]);
            int same = 0, kept = 0, changed = 0;
            for (int i = 0; i < 64 * 64; i++)
            {
                bool equal = made.Pixels.Slice(3 * i, 3).SequenceEqual(real.Pixels.Slice(3 * i, 3));
                if (MaskImage.IsObject(mask, i) == (mode == "inside")) changed += equal ? 0 : 1;
                else (kept, same) = (kept + 1, same + (equal ? 1 : 0));
            }

            Assert.Equal(kept, same);
            Assert.True(changed > 40);
            Assert.Equal([6 + int.Parse(record.GetProperty("source").GetString()![..3], null), 4, 10, 8],
                record.GetProperty("bbox").EnumerateArray().Select(n => n.GetInt32()));
            Assert.EndsWith("/compositeWithTrainedAlgorithmicMedia", record.GetProperty("digital_source_type").GetString(),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Variations_KeepTheirPictureInTheRecord()
    {
        using Bench bench = new(Plan.Replace("MODE", "variations", StringComparison.Ordinal));
        bench.Pictures("real", 2, side: 64);
        bench.Masks("masks", 2, side: 64);
        Draw(bench);
        IReadOnlyList<TarSample> samples = bench.Samples("train-000000");
        JsonElement[] records = [.. samples.Select(s => JsonDocument.Parse(s.Files["json"]).RootElement)];
        Assert.Equal(["000.png", "001.png"], records.Select(r => r.GetProperty("source").GetString()).Order());
        Assert.All(records, r => Assert.Equal(0.5, r.GetProperty("strength").GetDouble()));
        Assert.All(records, r => Assert.Equal(
            PictureSource.HashOf(bench["real/" + r.GetProperty("source").GetString()]), r.GetProperty("source_hash").GetString()));
    }

    /// <summary>A sample is what the pipeline draws for its record, adapter included.</summary>
    [Fact]
    public void ASampleIsWhatItsRecordSays_WithAdaptersToo()
    {
        using Bench bench = new("""
            name = "n"
            count = 3
            classes = ["apple"]
            [[models]]
            name = "emoji"
            path = "MODEL"
            adapters = [{ path = "style.safetensors", scale = { from = 0.5, to = 1.5 } }]
            [draw]
            steps = 2
            """.Replace("MODEL", EmojiModel.Directory.Replace('\\', '/'), StringComparison.Ordinal));
        File.WriteAllBytes(bench["style.safetensors"], Adapter("unet.down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_q", 192));
        DatasetGenerator.Draw(bench.Plan(), bench.Store, new DatasetOptions());
        using LatentDiffusionPipeline pipeline = LatentDiffusionPipeline.Load(EmojiModel.Directory);
        pipeline.LoadLora(bench["style.safetensors"]);
        foreach (TarSample sample in bench.Samples("train-000000"))
        {
            JsonElement record = JsonDocument.Parse(sample.Files["json"]).RootElement, adapter = record.GetProperty("adapters")[0];
            pipeline.SetLoraScale("style", adapter.GetProperty("scale").GetDouble());
            Assert.Equal(PictureSource.HashOf(bench["style.safetensors"]), adapter.GetProperty("hash").GetString());
            GenerationRequest request = new(record.GetProperty("prompt").GetString()!)
            {
                Seed = record.GetProperty("seed").GetInt64(), Steps = 2,
            };
            Assert.Equal(pipeline.Generate(request).Images[0].Pixels, RgbImage.Decode(sample.Files["png"]).Pixels);
        }
    }

    /// <summary>Found with the first sample, whatever its own strength is.</summary>
    [Fact]
    public void AStrengthThatLeavesNoneOfTheModelsSteps_IsRefused()
    {
        using Bench bench = new(
            "name = 'n'\ncount = 1\nmode = 'variations'\nreal = 'real'\nclasses = ['apple']\n[draw]\nstrength = [1, 0.0001]");
        bench.Pictures("real", 1, side: 64);
        PlanException e = Assert.Throws<PlanException>(() => Draw(bench));
        Assert.Contains("'strength' is as little as 0.0001, which leaves none of the", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench["out/shards"]));
    }

    [Fact]
    public void AModelThatCannot_IsNamedWithTheSample()
    {
        using Bench bench = new("name = 'n'\ncount = 1\nmode = 'control'\ncontrols = 'real'\nclasses = ['apple']");
        bench.Pictures("real", 1, side: 64);
        DatasetException e = Assert.Throws<DatasetException>(() => Draw(bench));
        Assert.Contains("The sample 000000000 of the class 'apple', from '000.png', cannot be drawn: Controls.Count is 1", e.Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench["out/shards"]));
    }

    [Fact]
    public void WithoutAModel_ThePlanIsRefused()
    {
        using Bench bench = new("name = 'n'\ncount = 1\nclasses = ['apple']");
        Assert.Contains("names no model", Assert.Throws<DatasetException>(
            () => DatasetGenerator.Draw(bench.Plan(), bench.Store, new DatasetOptions())).Message, StringComparison.Ordinal);
    }

    private static DatasetResult Draw(Bench bench) => DatasetGenerator.Draw(bench.Plan(), bench.Store, new DatasetOptions
    {
        FindModel = _ => new DatasetModel(EmojiModel.Directory, () => EmojiModel.CreatePipeline()),
    });

    /// <summary>An adapter of rank 1 on one layer of as many inputs as outputs.</summary>
    private static byte[] Adapter(string layer, int size)
    {
        float[] values = [.. Enumerable.Range(0, 2 * size).Select(i => MathF.Sin(i))];
        string down = $$$"""{"dtype":"F32","shape":[1,{{{size}}}],"data_offsets":[0,{{{4 * size}}}]}""";
        string up = $$$"""{"dtype":"F32","shape":[{{{size}}},1],"data_offsets":[{{{4 * size}}},{{{8 * size}}}]}""";
        string header = $$"""{"{{layer}}.lora_A.weight":{{down}},"{{layer}}.lora_B.weight":{{up}} }""";
        return [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. MemoryMarshal.AsBytes<float>(values)];
    }
}
