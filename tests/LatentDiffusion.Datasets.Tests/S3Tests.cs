using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;

namespace LatentDiffusion.Datasets.Tests;

public sealed class S3Tests
{
    private const string Plan = "name = 'n'\ncount = 5\nshard_size = 4\nclasses = ['a', 'b']\ntemplates = ['a {class}']";

    [Fact]
    public void ABucketHoldsWhatAFolderDoes()
    {
        using FakeS3 server = new();
        using Bench bench = new(Plan);
        using S3Store store = Open(server);
        bench.Draw();
        Draw(bench, store);
        Assert.Equal(
            bench.Published().Keys.Select(k => $"bucket/sets/one/{k}").Order(StringComparer.Ordinal),
            server.Objects.Keys.Order(StringComparer.Ordinal));
        Assert.All(bench.Published().Keys, k => Assert.Equal(File.ReadAllBytes(bench[$"out/{k}"]), server.Objects[$"bucket/sets/one/{k}"]));
        DatasetCheck check = DatasetCheck.Of(bench.Plan(), store, pictures: true);
        Assert.Empty(check.Problems);
        Assert.Equal((3, 10), (check.Shards, check.Samples));
        Assert.Equal(10, DatasetMerge.Run(bench.Plan(), store, bench["merged"], [DatasetFormat.ImageFolder]).Samples);
        Assert.Equal((0, 3), (Draw(bench, store).Finished, Draw(bench, store).Before));
    }

    [Fact]
    public void AShardThatWasDamaged_IsDrawnAgain()
    {
        using FakeS3 server = new();
        using Bench bench = new(Plan);
        using S3Store store = Open(server);
        Draw(bench, store);
        byte[] whole = server.Objects["bucket/sets/one/shards/train-000001.tar"];
        server.Put("bucket/sets/one/shards/train-000001.tar", whole[..700]);
        server.Put("bucket/sets/one/shards/train-000002.json", "{"u8.ToArray());
        Assert.Equal((2, 1), (Draw(bench, store).Finished, Draw(bench, store).Before - 2));
        Assert.Equal(whole, server.Objects["bucket/sets/one/shards/train-000001.tar"]);
        Assert.Empty(DatasetCheck.Of(bench.Plan(), store).Problems);
    }

    [Fact]
    public async Task OfTwoWorkers_OnePublishes()
    {
        using FakeS3 server = new();
        using Bench bench = new(Plan);
        using S3Store store = Open(server);
        for (int round = 0; round < 10; round++)
        {
            string[] files = [bench["a"], bench["b"]];
            foreach (string file in files) File.WriteAllText(file, file);
            string name = $"shards/{round}";
            bool[] published = await Task.WhenAll(files.Select(f => Task.Run(() => store.Publish(name, f, default))));
            Assert.Single(published, p => p);
        }
    }

    [Fact]
    public void WhileAnotherUploadIsUnderWay_PutsAreRepeatedAfterPauses()
    {
        using FakeS3 server = new() { Conflicts = 2 };
        using S3Store store = Open(server);
        using TemporaryFolder folder = new(("a", "content"));
        Stopwatch watch = Stopwatch.StartNew();
        Assert.True(store.Publish("a", folder["a"], CancellationToken.None));
        Assert.InRange(watch.ElapsedMilliseconds, 500, 60_000); // 200 and 400, and less of what clocks differ by
        Assert.Equal("content"u8.ToArray(), server.Objects["bucket/sets/one/a"]);
    }

    [Fact]
    public void AServerThatFails_IsNamed()
    {
        using FakeS3 server = new() { Broken = 403 };
        using Bench bench = new(Plan);
        using S3Store store = Open(server);
        Assert.Contains("s3://bucket/sets/one/: ", Assert.Throws<DatasetException>(() => Draw(bench, store)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, true, null)]
    [InlineData(1000, false, "the server gives no parts")]
    [InlineData(0, true, "'big' cannot be read")]
    public void AContentThatBreaksOff_IsReadOn_OrNamed(int after, bool givesParts, string? problem)
    {
        using FakeS3 server = new();
        using S3Store store = Open(server);
        byte[] content = new byte[5500];
        new Random(1).NextBytes(content);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["big"], content);
        Assert.True(store.Publish("big", folder["big"], CancellationToken.None));
        (server.BreaksAfter, server.GivesParts) = (after, givesParts);
        using MemoryStream read = new();
        if (problem is null)
        {
            using Stream stream = store.Open("big", CancellationToken.None);
            stream.CopyTo(read);
            Assert.Equal(content, read.ToArray());
            return;
        }

        DatasetException e = Assert.Throws<DatasetException>(() =>
        {
            using Stream stream = store.Open("big", CancellationToken.None);
            stream.CopyTo(read);
        });
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.Contains("s3://bucket/sets/one/: 'big'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///x")]
    public void WrongAddressesAreRefused(string address) =>
        Assert.Throws<ArgumentException>(() => S3Store.Connect(address, "http://localhost"));

    private static DatasetResult Draw(Bench bench, S3Store store) => DatasetGenerator.Draw(
        bench.Plan(), store, new DatasetOptions { WorkFolder = bench["work"], Drawer = _ => new FakeDrawer() });

    private static S3Store Open(FakeS3 server) => new(
        new AmazonS3Client(new BasicAWSCredentials("key", "secret"), new AmazonS3Config
        {
            ServiceURL = server.Url, ForcePathStyle = true, MaxErrorRetry = 0,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        }),
        "bucket", "sets/one");
}
