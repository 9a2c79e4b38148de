namespace LatentDiffusion.Datasets.Tests;

/// <summary>The README names every key that plans may have: those that a fault lists.</summary>
public sealed class ReadmeTests
{
    private const string Start = "name = 'n'\ncount = 2\n", Plan = Start + "classes = ['a']\n", Wrong = "wrong = 1";

    [Theory]
    [InlineData(Plan + Wrong)]
    [InlineData(Start + "[[classes]]\nname = 'a'\n" + Wrong)]
    [InlineData(Plan + "[[templates]]\ntext = 'a'\n" + Wrong)]
    [InlineData(Plan + "[[models]]\n" + Wrong)]
    [InlineData(Plan + "[[models]]\nadapters = [{ path = 'a', wrong = 1 }]")]
    [InlineData(Plan + "[draw]\n" + Wrong)]
    [InlineData(Plan + "[draw]\nguidance = { mean = 1, deviation = 1, from = 0, to = 2, wrong = 1 }")]
    [InlineData(Plan + "[draw]\nguidance = [{ value = 1, wrong = 1 }]")]
    [InlineData(Plan + "[image]\n" + Wrong)]
    [InlineData(Plan + "[quality]\n" + Wrong)]
    [InlineData(Plan + "[quality.classifier]\nnetwork = '.'\nprobability = 0.5\n" + Wrong)]
    [InlineData(Plan + "[quality.clip]\nnetwork = '.'\nscore = 20\n" + Wrong)]
    [InlineData(Plan + "[quality.feature]\nnetwork = '.'\ncosine = 0.5\n" + Wrong)]
    [InlineData(Plan + "[quality.memorisation]\nnetwork = '.'\nfolder = '.'\n" + Wrong)]
    [InlineData(Plan + "[quality.duplicates]\n" + Wrong)]
    public void EveryKeyIsNamed(string plan)
    {
        const string Listed = "its keys are ";
        using Bench bench = new(plan);
        string message = Assert.Throws<PlanException>(() => bench.Plan()).Message;
        Assert.Contains(Listed, message, StringComparison.Ordinal);
        string readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "References", "README.md"));
        foreach (string key in message[(message.IndexOf(Listed, StringComparison.Ordinal) + Listed.Length)..].TrimEnd('.').Split(", "))
            Assert.Matches($@"\b{key}( =|`|\])", readme);
    }
}
