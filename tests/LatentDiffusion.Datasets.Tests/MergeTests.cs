using System.Runtime.InteropServices;
using System.Text.Json;
using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace LatentDiffusion.Datasets.Tests;

public sealed class MergeTests
{
    private const string Plan = """
        name = "things"
        description = "Things for tests."
        license = "cc0-1.0"
        count = 6
        shard_size = 5
        templates = ["a {colour} {class}"]
        classes = ["cup", "box"]
        [attributes]
        colour = ["red", "grün"]
        [splits]
        train = 0.5
        test = 0.5
        """;

    private const string Masked = """
        name = "things"
        count = 3
        mode = "inside"
        real = "real"
        masks = "masks"
        classes = ["cup"]
        """;

    [Fact]
    public void WhatNoMergeWrote_IsNotReplaced()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        bench.Pictures("out/imagefolder/mine", 2);
        DatasetException refused = Assert.Throws<DatasetException>(
            () => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Parquet, DatasetFormat.ImageFolder]));
        Assert.Contains("is not what a merge wrote there", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(bench["out/imagefolder/mine"]).Length);
        Assert.False(Directory.Exists(bench["out/data"]));

        Directory.Move(bench["out/imagefolder"], bench["mine"]);
        File.WriteAllText(bench["out/README.md"], "Mine.");
        Assert.Throws<DatasetException>(() => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]));
        Assert.Equal("Mine.", File.ReadAllText(bench["out/README.md"]));
        File.Delete(bench["out/README.md"]);

        for (int time = 0; time < 2; time++) DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
        File.WriteAllText(bench["out/imagefolder/note.txt"], "Mine.");
        Assert.Throws<DatasetException>(() => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]));
        Assert.True(File.Exists(bench["out/imagefolder/note.txt"]));
    }

    [Fact]
    public void ACardThatSomebodyEdited_IsNotReplaced()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        for (int time = 0; time < 2; time++) DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
        string card = File.ReadAllText(bench["out/README.md"]);
        File.WriteAllText(bench["out/README.md"], card + "Mine.\n");
        DatasetException refused = Assert.Throws<DatasetException>(
            () => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]));
        Assert.Contains("README.md' is not what a merge wrote there", refused.Message, StringComparison.Ordinal);
        Assert.Equal(card + "Mine.\n", File.ReadAllText(bench["out/README.md"]));
        File.WriteAllText(bench["out/README.md"], card);
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
    }

    /// <summary>The note is written before the card: a merge that ends in between leaves the former card beside the new note.</summary>
    [Fact]
    public void AFormerCard_IsReplacedAfterAMergeThatEndedBeforeItsOwn()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
        string former = File.ReadAllText(bench["out/README.md"]);
        for (int time = 0; time < 2; time++)
        {
            DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder, DatasetFormat.Parquet]);
            Assert.NotEqual(former, File.ReadAllText(bench["out/README.md"]));
            WrittenPlaces.NoteFile(bench["out"], "README.md", "Other."u8.ToArray());
        }
        WrittenPlaces.NoteFile(bench["out"], "README.md", "Other again."u8.ToArray());
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
        Assert.Equal(former, File.ReadAllText(bench["out/README.md"]));
    }

    [Fact]
    public void OneLayoutTwice_AndTwoMergesAtOnce_AreRefused()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Assert.Throws<ArgumentException>(
            () => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Parquet, DatasetFormat.Parquet]));
        int done = 0;
        Parallel.For(0, 4, _ =>
        {
            try
            {
                DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Parquet]);
                Interlocked.Increment(ref done);
            }
            catch (DatasetException e)
            {
                Assert.Contains("another merge", e.Message, StringComparison.Ordinal);
            }
        });
        Assert.InRange(done, 1, 4);
        Assert.Equal(4, Directory.GetFiles(bench["out/data"]).Length);
        Assert.False(File.Exists(bench["out/.merge.lock"]));
    }

    [Theory]
    [InlineData("a cat", "a cat")]
    [InlineData("no", "\"no\"")]
    [InlineData("123", "\"123\"")]
    [InlineData("cc: by #4", "\"cc: by #4\"")]
    [InlineData("cc-by-4.0", "cc-by-4.0")]
    public void YamlText_IsReadAsText(string text, string yaml) => Assert.Equal(yaml, YamlText.Of(text));

    /// <summary>Read by Apache Arrow's Parquet, which pandas, datasets and Spark's readers share or follow.</summary>
    [Fact]
    public void Parquet_IsReadByArrow_WithTheFeaturesOfDatasets()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Parquet]);
        Assert.Equal(
            ["test-00000-of-00002.parquet", "test-00001-of-00002.parquet", "train-00000-of-00002.parquet", "train-00001-of-00002.parquet"],
            Directory.GetFiles(bench["out/data"]).Select(Path.GetFileName).Order());
        using ParquetFileReader file = new(bench["out/data/train-00000-of-00002.parquet"]);
        Assert.Equal(5, file.FileMetaData.NumRows);
        JsonElement features = JsonDocument.Parse(file.FileMetaData.KeyValueMetadata["huggingface"]).RootElement
            .GetProperty("info").GetProperty("features");
        Assert.Equal("Image", features.GetProperty("image").GetProperty("_type").GetString());
        Assert.Equal("ClassLabel", features.GetProperty("label").GetProperty("_type").GetString());
        Assert.Equal(["cup", "box"], features.GetProperty("label").GetProperty("names").EnumerateArray().Select(n => n.GetString()));
        SchemaDescriptor schema = file.FileMetaData.Schema;
        string[] columns = [.. Enumerable.Range(0, schema.NumColumns).Select(i => schema.Column(i).Path.ToDotString())];
        Assert.Equal(["image.bytes", "image.path", "label", "caption"], columns[..4]);
        Assert.Equal(features.EnumerateObject().Select(p => p.Name), columns.Select(c => c.Split('.')[0]).Distinct());

        using RowGroupReader group = file.RowGroup(0);
        byte[][] pictures = [.. Bytes(group, 0, 5)];
        string[] paths = [.. Bytes(group, 1, 5).Select(Encoding.UTF8.GetString)],
            captions = [.. Bytes(group, 3, 5).Select(Encoding.UTF8.GetString)];
        long[] labels = new long[5];
        using (var reader = group.Column(2).LogicalReader<long>()) reader.ReadBatch(labels);
        IReadOnlyList<TarSample> samples = bench.Samples("train-000000");
        Assert.Equal(samples.Select(s => s.Files["png"]), pictures);
        Assert.Equal(samples.Select(s => $"{s.Key}.png"), paths);
        Assert.Equal(samples.Select(s => Encoding.UTF8.GetString(s.Files["txt"])), captions);
        Assert.Contains(captions, c => c.Contains("grün", StringComparison.Ordinal));
        Assert.Equal(samples.Select(s => Encoding.UTF8.GetString(s.Files["cls"])), labels.Select(l => $"{l}"));
    }

    [Fact]
    public void ImageFolder_HasAFolderForEachClass_AndMetadata()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.ImageFolder]);
        JsonElement[] lines =
            [.. File.ReadLines(bench["out/imagefolder/train/metadata.jsonl"]).Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(6, lines.Length);
        Assert.All(lines, l =>
        {
            string name = l.GetProperty("file_name").GetString()!;
            Assert.StartsWith(l.GetProperty("class").GetString() + "/", name, StringComparison.Ordinal);
            Assert.Equal(
                FakeDrawer.Noise(l.GetProperty("seed").GetInt64()).Pixels, RgbImage.Load(bench["out/imagefolder/train/" + name]).Pixels);
        });
        Assert.Equal(12, Directory.GetFiles(bench["out/imagefolder"], "*.png", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void CocoAndYolo_HaveTheBoxesAndMasks()
    {
        using Bench bench = new(Masked);
        bench.Pictures("real", 3);
        bench.Masks("masks", 3);
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Coco, DatasetFormat.Yolo]);
        JsonElement coco = JsonDocument.Parse(File.ReadAllText(bench["out/coco/annotations/instances_train.json"])).RootElement;
        Assert.Equal("[{\"id\":1,\"name\":\"cup\"}]", coco.GetProperty("categories").GetRawText());
        JsonElement[] annotations = [.. coco.GetProperty("annotations").EnumerateArray()];
        Assert.Equal(3, annotations.Length);
        foreach (var (image, annotation) in coco.GetProperty("images").EnumerateArray().Zip(annotations))
        {
            Assert.Equal(image.GetProperty("id").GetInt64(), annotation.GetProperty("image_id").GetInt64());
            Assert.True(File.Exists(bench["out/coco/train/" + image.GetProperty("file_name").GetString()]));
            int[] box = [.. annotation.GetProperty("bbox").EnumerateArray().Select(n => n.GetInt32())];
            Assert.Equal((4, 10, 8, 80), (box[1], box[2], box[3], annotation.GetProperty("area").GetInt32()));
            AssertMask([.. annotation.GetProperty("segmentation").GetProperty("counts").EnumerateArray().Select(n => n.GetInt32())], box);

            string key = Path.GetFileNameWithoutExtension(image.GetProperty("file_name").GetString()!);
            double[] label = [.. File.ReadAllText(bench[$"out/yolo/labels/train/{key}.txt"]).Trim().Split(' ')
                .Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
            Assert.Equal([0, (box[0] + 5) / 32.0, 8 / 32.0, 10 / 32.0, 8 / 32.0], label);
        }

        Assert.Equal("train: images/train\nval: images/train\nnames:\n  0: cup\n", File.ReadAllText(bench["out/yolo/data.yaml"]));
    }

    /// <summary>Ultralytics wants both train and val, and takes what they name to lie beside the file where no path is said.</summary>
    [Theory]
    [InlineData("train = 0.4\nvalidation = 0.6", "train: images/train\nval: images/validation\n")]
    [InlineData("test = 0.4\ntrain = 0.6", "test: images/test\ntrain: images/train\nval: images/train\n")]
    [InlineData("test = 1", "test: images/test\ntrain: images/test\nval: images/test\n")]
    public void Yolo_HasTheSplitsThatItsReaderWants(string splits, string lines)
    {
        using Bench bench = new($"{Masked}\n[splits]\n{splits}");
        bench.Pictures("real", 3);
        bench.Masks("masks", 3);
        bench.Draw();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Yolo]);
        Assert.Equal($"{lines}names:\n  0: cup\n", File.ReadAllText(bench["out/yolo/data.yaml"]));
    }

    [Fact]
    public void BoxesOfTextAlone_AreRefused()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        Assert.Contains("needs boxes", Assert.Throws<PlanException>(
            () => DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Yolo])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCardTellsCountsOriginAndRejections()
    {
        using Bench bench = new(Plan);
        bench.Draw(new FakeDrawer { Picture = r => r is { Index: 1, Attempt: 0 } ? new RgbImage(4, 4, new byte[48].AsSpan()) : null });
        DatasetMerge merge = DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], [DatasetFormat.Parquet]);
        string card = File.ReadAllText(merge.Card);
        Assert.StartsWith("---\nlicense: cc0-1.0\npretty_name: things\n", card, StringComparison.Ordinal);
        Assert.Contains("  - split: test\n    path: data/test-?????-of-?????.parquet\n", card, StringComparison.Ordinal);
        Assert.Contains("| cup | 0 | 3 | 3 |", card, StringComparison.Ordinal);
        Assert.Contains("13 pictures were drawn", card, StringComparison.Ordinal);
        Assert.Contains("| uniform | 1 |", card, StringComparison.Ordinal);
        Assert.Contains(bench.Plan().Hash, card, StringComparison.Ordinal);
    }

    [Fact]
    public void WithAShardLacking_NothingIsWritten()
    {
        using Bench bench = new(Plan);
        bench.Draw(options: new DatasetOptions { Share = new WorkerShare(0, 2) });
        Assert.Contains("the shard is not there", Assert.Throws<DatasetException>(
            () => DatasetMerge.Run(bench.Plan(), bench.Store, bench["merged"], [DatasetFormat.Parquet])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(bench["merged"]));
    }

    [Fact]
    public void MergingAgain_GivesTheSame()
    {
        using Bench bench = new(Plan);
        bench.Draw();
        DatasetFormat[] formats = [DatasetFormat.Parquet, DatasetFormat.ImageFolder, DatasetFormat.WebDataset];
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], formats);
        Dictionary<string, string> first = bench.Published();
        DatasetMerge.Run(bench.Plan(), bench.Store, bench["out"], formats);
        Assert.Equal(first, bench.Published());
    }

    /// <summary>Decodes the runs as pycocotools does, column by column.</summary>
    private static void AssertMask(int[] counts, int[] box)
    {
        bool[] pixels = [.. counts.SelectMany((count, i) => Enumerable.Repeat(i % 2 == 1, count))];
        Assert.Equal(32 * 32, pixels.Length);
        for (int i = 0; i < pixels.Length; i++)
        {
            int x = i / 32, y = i % 32;
            Assert.Equal(x >= box[0] && x < box[0] + box[2] && y >= box[1] && y < box[1] + box[3], pixels[i]);
        }
    }

    private static IEnumerable<byte[]> Bytes(RowGroupReader group, int column, int count)
    {
        using ColumnReader<ByteArray> reader = (ColumnReader<ByteArray>)group.Column(column);
        ByteArray[] values = new ByteArray[count];
        short[] definitions = new short[count], repetitions = new short[count];
        reader.ReadBatch(count, definitions, repetitions, values, out long read);
        Assert.Equal(count, read);
        return values.Select(v =>
        {
            byte[] bytes = new byte[v.Length];
            Marshal.Copy(v.Pointer, bytes, 0, v.Length);
            return bytes;
        }).ToArray();
    }
}
