using CsCheck;

namespace LatentDiffusion.Tests;

public sealed class PromptTemplateTests
{
    private static readonly PromptTemplate Plain = new();

    [Theory]
    [InlineData("a red apple")]
    [InlineData("{one}")]
    [InlineData("{}")]
    [InlineData("a { b | c")]
    [InlineData("a [b|c] (d:1.2) __e__ \\( \\)")]
    [InlineData("\\\\")]
    public void NoChoices_StayAsTheyAre(string prompt)
    {
        Assert.False(Plain.HasChoices(prompt));
        Assert.Equal(prompt, Plain.Expand(prompt, 1));
    }

    [Theory]
    [InlineData("{a|b}", "a,b")]
    [InlineData("x {a|} y", "x a y,x  y")]
    [InlineData("{a|{b|c}d}", "a,bd,cd")]
    [InlineData("{0::a|b}", "b")]
    [InlineData("{1$$x$$a|b}", "a,b")]
    [InlineData("\\{x\\} {a|a}", "{x} a")]
    [InlineData("{a\\|b|a\\|b}", "a\\|b")]
    public void Choices_AreAllMade_AndNoOthers(string prompt, string expected) => Assert.Equal(
        expected.Split(',').Order(StringComparer.Ordinal),
        Enumerable.Range(0, 200).Select(seed => Plain.Expand(prompt, seed)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void SeveralChoices_AreDifferentOnes_AsManyAsAskedFor()
    {
        HashSet<int> counts = [];
        for (int seed = 0; seed < 200; seed++)
        {
            string[] taken = Plain.Expand("{1-3$$ and $$a|b|c|d}", seed).Split(" and ");
            Assert.Equal(taken.Length, taken.Distinct().Count());
            counts.Add(taken.Length);
            Assert.Equal(2, Plain.Expand("{2$$a|b|c}", seed).Split(", ").Distinct().Count());
            Assert.Equal(["a", "b"], Plain.Expand("{9$$a|b}", seed).Split(", ").Order());
        }

        Assert.Equal([1, 2, 3], counts.Order());
    }

    [Fact]
    public void Weights_DecideHowOften()
    {
        int a = Enumerable.Range(0, 4000).Count(seed => Plain.Expand("{3::a|b}", seed) == "a");
        Assert.InRange(a, 2850, 3150); // 3000 and five times its deviation of 27
    }

    /// <summary>
    /// SplitMix64 of seed 1234567 begins with 6457827717110365317, 3203168211198807973 (https://rosettacode.org, Splitmix64).
    /// </summary>
    [Fact]
    public void Choices_AreThoseOfSplitMix64()
    {
        SeededChoice random = new(1234567);
        Assert.Equal(
            (317, 973, 423, 431, 821),
            (random.Below(1000), random.Below(1000), random.Below(1000), random.Below(1000), random.Below(1000)));
    }

    [Fact]
    public void Wildcards_AreLinesOfFiles()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["animals"]);
        File.WriteAllText(folder["animals/cat.txt"], "# cats\r\n\r\nSiamese\r\n __colour__ tabby \n");
        File.WriteAllText(folder["colour.txt"], "{red|grey}");
        PromptTemplate template = new(folder.Path);
        Assert.True(template.HasChoices("a __animals/cat__"));
        Assert.Equal(
            ["a Siamese", "a grey tabby", "a red tabby"],
            Enumerable.Range(0, 100).Select(seed => template.Expand("a __animals/cat__", seed)).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("a ____ __", template.Expand("a ____ __", 1));
    }

    [Fact]
    public void ListsInOtherEncodings_AreRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["colour.txt"], "r\u00e9d"u8.ToArray()[..2]); // half of a letter
        var fault = Assert.Throws<ArgumentException>(() => new PromptTemplate(folder.Path).Expand("__colour__", 1));
        Assert.Contains("colour.txt: the list is not text in UTF-8", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("__nothing__", "which is not in")]
    [InlineData("__../secret__", "leads out of")]
    [InlineData("__empty__", "there is nothing in the list")]
    [InlineData("__endless__", "nest more than 32 times")]
    public void WrongLists_AreExplained(string prompt, string message)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["empty.txt"], "# nothing\n");
        File.WriteAllText(folder["endless.txt"], "__endless__\n");
        PromptTemplate template = new(folder.Path);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => template.Expand(prompt, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new PromptTemplate(folder["nowhere"]));
    }

    /// <summary>Whatever is written, it is chosen from or refused, and the same seed chooses the same.</summary>
    [Fact]
    public void AnyText_IsExpandedOrRefused() => Gen.Select(Gen.String["{}|$:\\_-12ab "], Gen.Long).Sample(
        (prompt, seed) =>
        {
            string once = Plain.Expand(prompt, seed);
            Assert.Equal(once, Plain.Expand(prompt, seed));
            if (!Plain.HasChoices(prompt)) Assert.Equal(prompt, once);
        },
        iter: 5000);
}
