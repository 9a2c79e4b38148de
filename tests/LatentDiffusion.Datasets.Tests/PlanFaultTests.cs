namespace LatentDiffusion.Datasets.Tests;

public sealed class PlanFaultTests
{
    private const string Start = "name = 'n'\ncount = 2\n";

    [Theory]
    [InlineData("name = \n", 1, "not TOML")]
    [InlineData("name = 'n'\nname = 'm'\n", 2, "not TOML")]
    [InlineData("name = 'n'\n[draw\n", 2, "not TOML")]
    [InlineData("count = 1\nclasses = ['a']", 1, "'name' must be in the plan")]
    [InlineData("name = ''\n", 1, "'name' must be in the plan")]
    [InlineData("name = 'a/b'\nclasses = ['a']\ncount = 1\n", 1, "a name has 1 to 100 letters")]
    [InlineData("name = 3\n", 1, "'name' must be a text, not the number 3")]
    [InlineData(Start, 1, "'classes' must be there")]
    [InlineData(Start + "classes = []", 3, "'classes' must be there")]
    [InlineData(Start + "classes = [1]", 3, "'classes' must hold texts and tables, not the number 1")]
    [InlineData(Start + "classes = ['a', 'A']", 3, "there are two classes 'A'")]
    [InlineData(Start + "classes = ['../a']", 3, "a name has 1 to 100 letters")]
    [InlineData("name = 'n'\nclasses = ['a']", 2, "needs a 'count' or a 'fill'")]
    [InlineData("name = 'n'\ncount = 1\nfill = 2\nclasses = ['a']", 3, "exclude each other")]
    [InlineData("name = 'n'\ncount = -1\nclasses = ['a']", 2, "is -1; it must be from 0")]
    [InlineData("name = 'n'\ncount = 0\nclasses = ['a']", 0, "there is nothing to draw")]
    [InlineData(Start + "classes = ['a']\nsed = 1", 4, "'sed' is not a key of the plan")]
    [InlineData(Start + "classes = ['a']\nseed = -1", 4, "it must be from 0")]
    [InlineData(Start + "classes = ['a']\nshard_size = 0", 4, "it must be from 1")]
    [InlineData(Start + "classes = ['a']\nformats = ['csv']", 4, "must hold some of webdataset, parquet")]
    [InlineData(Start + "classes = ['a']\nformats = ['2']", 4, "must hold some of webdataset, parquet")]
    [InlineData(Start + "formats = ['parquet', 'coco']\nclasses = ['a']", 3, "'formats' holds coco, which needs boxes")]
    [InlineData(Start + "classes = ['a']\nformats = 'yolo'", 4, "'formats' holds yolo, which needs boxes")]
    [InlineData(Start + "classes = ['a']\ntemplates = []", 4, "'templates' must not be empty")]
    [InlineData(Start + "classes = ['a']\ntemplates = ['a {colour} {class}']", 4, "names '{colour}', which is no attribute")]
    [InlineData(Start + "classes = ['a']\ntemplates = ['a {class']", 4, "has a '{' without a '}'")]
    [InlineData(Start + "classes = ['a']\ntemplates = ['a class}']", 4, "has a '}' without a '{'")]
    [InlineData(Start + "classes = ['a']\ntemplates = [{ text = 'x', weight = 0 }]", 4, "has the weight 0; it must be above 0")]
    [InlineData(Start + "classes = ['a']\n[[templates]]\nweight = 2", 5, "'text' must be in 'templates'")]
    [InlineData(Start + "classes = ['a']\ncaptions = 'none.txt'", 4, "'captions' cannot be read")]
    [InlineData(Start + "classes = ['a']\n[attributes]\nclass = ['x']", 5, "is the place of the class")]
    [InlineData(Start + "classes = ['a']\n[attributes]\ncolour = []", 5, "'colour' must not be empty")]
    [InlineData(Start + "classes = ['a']\n[attributes]\ncolour = { red = -1 }", 5, "has the weight -1")]
    [InlineData(Start + "classes = ['a']\n[splits]\ntrain = 0.5\ntest = 0.4", 4, "sum up to 0.9")]
    [InlineData(Start + "classes = ['a']\n[splits]\ntrain = 1\ntest = 0", 6, "a split has a share above 0")]
    [InlineData(Start + "classes = ['a']\n[splits]\na-spare = 1", 5, "must not end in '-spare'")]
    [InlineData(Start + "classes = ['a']\n[splits]\nval = 0.5\nvalidation = 0.5", 6, "cannot stand beside 'val'")]
    [InlineData(Start + "classes = ['a']\n[splits]\ntrain = 0.5\nTrain = 0.5", 6, "cannot stand beside 'train'")]
    [InlineData(Start + "classes = ['a']\n[draw]\nsteps = 2.5", 5, "must be of whole numbers")]
    [InlineData(Start + "classes = ['a']\n[draw]\nsteps = [2, 2.5]", 5, "must be of whole numbers")]
    [InlineData(Start + "classes = ['a']\n[draw]\nsteps = 0", 5, "it must be within 1 to 1000")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = 'high'", 5, "'guidance' must be a number, not the text 'high'")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = nan", 5, "it must be finite")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = { from = 5, to = 2 }", 5, "it must be above 'from'")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = { from = 5 }", 5, "'to' must be there")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = { from = 1, to = 9, mean = 10, deviation = 1 }", 5, "it must be from 1 to 9")]
    [InlineData(Start + "classes = ['a']\n[draw]\nguidance = { from = 1, to = 9, mean = 5 }", 5, "needs a 'deviation' above 0")]
    [InlineData(Start + "classes = ['a']\n[draw]\nschedulers = ['eler']", 5, "There is no scheduler 'eler'")]
    [InlineData(Start + "classes = ['a']\n[draw]\nstrength = 0", 5, "keeps pictures as they are")]
    [InlineData(Start + "classes = ['a']\n[draw]\nstrength = { from = 0, to = 1 }", 5, "as little as 0, which keeps pictures as they are")]
    [InlineData(Start + "classes = ['a']\n[draw]\nsteps = 4\nstrength = 0.2", 6, "leaves none of 4 steps")]
    [InlineData(Start + "classes = ['a']\n[draw]\nwidth = 0", 5, "it must be from 1")]
    [InlineData(Start + "classes = ['a']\n[image]\nformat = 'gif'", 5, "must be one of png, jpeg, webp")]
    [InlineData(Start + "classes = ['a']\n[image]\nquality = 101", 5, "it must be from 0 to 100")]
    [InlineData(Start + "classes = ['a']\nmode = 'paint'", 4, "must be one of text, variations, inside, outside, control")]
    [InlineData(Start + "classes = ['a']\nmode = 'variations'", 3, "needs 'real', a folder of pictures")]
    [InlineData(Start + "[[classes]]\nname = 'a'\nreal = 'none'", 5, "there is no such folder")]
    [InlineData(Start + "classes = ['a']\n[quality]\nattempts = 0", 5, "it must be from 1")]
    [InlineData(Start + "classes = ['a']\n[quality.classifier]\nnetwork = 'none'\nprobability = 0.5", 5, "there is no such folder")]
    [InlineData(Start + "classes = ['a']\n[quality.duplicates]\ncosine = 0.5", 5, "needs 'network' beside it")]
    [InlineData(Start + "classes = ['a']\nmodels = ['x', 'x']", 4, "holds two of the name 'x'")]
    [InlineData(Start + "classes = ['a']\n[[models]]\nadapters = [{ scale = 1 }]", 5, "'path' must be in 'adapters'")]
    public void LineAndRuleAreNamed(string plan, int line, string rule)
    {
        using Bench bench = new(plan);
        PlanException e = Assert.Throws<PlanException>(() => bench.Plan());
        Assert.Contains(rule, e.Message, StringComparison.Ordinal);
        Assert.Equal(line, e.Line);
        Assert.StartsWith(bench.PlanFile, e.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<DatasetException>(e);
    }

    [Fact]
    public void APlanThatIsNotThere_IsNamed() => Assert.Contains(
        "none.toml", Assert.Throws<PlanException>(() => DatasetPlan.Load("none.toml")).Message, StringComparison.Ordinal);

    [Fact]
    public void OtherEncodings_AreRefused()
    {
        using Bench bench = new(Start + "classes = ['a']\ncaptions = 'captions.txt'");
        File.WriteAllBytes(Path.Combine(Path.GetDirectoryName(bench.PlanFile)!, "captions.txt"), [.. "a r"u8, 0xE9, .. "d class\n"u8]);
        Assert.Contains("'captions' cannot be read", Assert.Throws<PlanException>(() => bench.Plan()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(bench.PlanFile, [.. "name = 'r"u8, 0xE9, .. "d'\n"u8]);
        Assert.Contains(bench.PlanFile, Assert.Throws<PlanException>(() => bench.Plan()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void PicturesThatCannotBeRead_AreNamed()
    {
        using Bench bench = new(Start + "mode = 'variations'\nreal = 'real'\nclasses = ['a']");
        bench.Pictures("real", 2);
        using FileStream held = new(bench["real/001.png"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        PlanException e = Assert.Throws<PlanException>(() => bench.Plan());
        Assert.StartsWith(bench.PlanFile, e.Message, StringComparison.Ordinal);
        Assert.Contains("001.png", e.Message, StringComparison.Ordinal);
    }

    /// <summary>Drawing would come upon them after hours; without them the plan would be another one then.</summary>
    [Theory]
    [InlineData("variations", "real/z.png", "a PNG, JPEG or WebP image was expected")]
    [InlineData("inside", "real/000.png", "a PNG, JPEG or WebP image was expected")]
    [InlineData("inside", "masks/001.png", "a PNG, JPEG or WebP image was expected")]
    [InlineData("control", "controls/z.jpg", "a PNG, JPEG or WebP image was expected")]
    public void FilesThatAreNoPictures_AreNamed(string mode, string file, string problem)
    {
        using Bench bench = new(
            $"{Start}mode = '{mode}'\nreal = 'real'\nmasks = 'masks'\ncontrols = 'controls'\nclasses = ['a']");
        bench.Pictures("real", 2);
        bench.Pictures("controls", 2);
        bench.Masks("masks", 2);
        bench.Plan();
        File.WriteAllText(bench[file], "<html>not found</html>");
        AssertRefused(bench, file, problem);
        File.WriteAllText(bench[file], "");
        AssertRefused(bench, file, problem);
    }

    [Theory]
    [InlineData(ImageFormat.Png)]
    [InlineData(ImageFormat.Jpeg)]
    [InlineData(ImageFormat.Webp)]
    public void PicturesThatAreDamagedOrCutOff_AreNamed(ImageFormat format)
    {
        using Bench bench = new(Start + "mode = 'variations'\nreal = 'real'\nclasses = ['a']");
        string file = $"real/z.{format.Ending()}";
        byte[] picture = FakeDrawer.Noise(1).Encode(format);
        Directory.CreateDirectory(bench["real"]);
        File.WriteAllBytes(bench[file], picture);
        bench.Plan();
        File.WriteAllBytes(bench[file], [.. picture, 0, 1, 2]); // which readers pass over
        bench.Plan();
        foreach (int length in (int[])[picture.Length - 20, picture.Length / 2, 14])
        {
            File.WriteAllBytes(bench[file], picture[..length]);
            AssertRefused(bench, file, length == 14 ? "header is damaged" : "the image is cut off");
        }
    }

    [Fact]
    public void PicturesWithoutMasks_AreNamed()
    {
        using Bench bench = new(Start + "mode = 'inside'\nreal = 'real'\nmasks = 'masks'\nclasses = ['a']");
        bench.Pictures("real", 3);
        bench.Masks("masks", 2);
        Assert.Contains("'002.png' of the class 'a' has no mask", Assert.Throws<PlanException>(() => bench.Plan()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TooFewPicturesForTheSplits_AreNamed()
    {
        using Bench bench = new(
            Start + "mode = 'variations'\nreal = 'real'\nclasses = ['a']\n[splits]\ntrain = 0.5\nvalidation = 0.5");
        bench.Pictures("real", 1);
        Assert.Contains("the splits share no picture", Assert.Throws<PlanException>(() => bench.Plan()).Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Bench bench, string file, string problem)
    {
        PlanException e = Assert.Throws<PlanException>(() => bench.Plan());
        Assert.StartsWith(bench.PlanFile, e.Message, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(file), e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.True(e.Line > 0);
    }
}
