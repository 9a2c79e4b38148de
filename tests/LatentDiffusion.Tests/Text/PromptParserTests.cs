using System.Diagnostics;
using CsCheck;

namespace LatentDiffusion.Tests;

/// <summary>The prompt syntax beyond the reference prompts: faults, escapes, hostile input.</summary>
public class PromptParserTests
{
    private static readonly ClipTokenizer Clip = ClipTokenizer.Load(ReferenceFiles.Path("tokenizer", "clip"));

    private static readonly Gen<string> Prompts = RandomPrompts.Gen;

    public static TheoryData<string> Hostile =>
        [.. new[] { "[", "(", "]", "[a:", "[a|b", "[(", "\\", ":", "[a:b:0.5]", "((x:1.1)", ":1.2)", "BREAK ", "[[a]" }];

    [Theory]
    [InlineData("a (b:1.0.0) c", 4)]
    [InlineData("(a:.)", 2)]
    [InlineData("(a:+..)", 2)]
    [InlineData("(a: 1.2.3 )", 2)]
    public void Attention_WeightThatIsNoNumber_IsAnErrorWithThePlace(string prompt, int position)
    {
        var error = Assert.Throws<PromptFormatException>(() => PromptAttention.Parse(prompt));

        Assert.Equal(position, error.Position);
        Assert.Contains($"position {position}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attention_BracketsBeyondAllUse_AreAnError() =>
        Assert.Equal(256, Assert.Throws<PromptFormatException>(() => PromptAttention.Parse(new string('(', 300) + "a")).Position);

    [Fact]
    public void Attention_EscapedText_ReadsBackAsItWas() => Gen.String.Sample(text =>
    {
        string plain = text.Replace("BREAK", "", StringComparison.Ordinal);
        Assert.Equal([new WeightedText(plain, 1)], PromptAttention.Parse(PromptAttention.Escape(plain)));
    });

    [Fact]
    public void Attention_EscapedSyntax_ReadsBackAsItWas() => Prompts.Sample(text =>
    {
        string plain = text.Replace("BREAK", "", StringComparison.Ordinal);
        Assert.Equal(plain, string.Concat(PromptAttention.Parse(PromptAttention.Escape(plain)).Select(p => p.Text)));
    });

    [Fact]
    public void Schedule_TextWithoutSquareBrackets_StaysTheSame() => Prompts.Sample(text =>
    {
        string plain = text.Replace("[", "", StringComparison.Ordinal);
        Assert.Equal([(7, plain)], PromptSchedule.Parse(plain, new(7)));
    });

    [Fact]
    public void Schedule_AnyPrompt_CoversAllStepsInOrder() => Prompts.Sample(prompt =>
    {
        var schedule = PromptSchedule.Parse(prompt, new(6));

        Assert.Equal(6, schedule[^1].LastStep);
        Assert.Equal(schedule.Select(s => s.LastStep).Distinct().Order(), schedule.Select(s => s.LastStep));
        Assert.True(schedule[0].LastStep >= 1);
    });

    [Fact]
    public void Chunks_AnyPrompt_AreWholeAndKeepEveryToken() => Prompts.Array[1, 8].Sample(parts =>
    {
        WeightedText[] pieces = [.. parts.Select(text => new WeightedText(text, 2))];
        var (chunks, count) = PromptChunks.Split(pieces, Clip);

        Assert.All(chunks, c => Assert.Equal((77, 77, Clip.BeginId), (c.Ids.Length, c.Multipliers.Length, c.Ids[0])));
        Assert.Equal(pieces.SelectMany(p => Clip.Encode(p.Text)), chunks.SelectMany(c => c.Ids.Where((_, i) => c.Multipliers[i] == 2)));
        Assert.InRange(count, (chunks.Count - 1) * 75, chunks.Count * 75);
    });

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Parse_SyntaxRepeatedManyTimes_EndsSoon(string unit)
    {
        string prompt = string.Concat(Enumerable.Repeat(unit, 20_000));
        var watch = Stopwatch.StartNew();

        Assert.NotEmpty(PromptSchedule.Parse(prompt, new(4)));
        Assert.NotEmpty(PromptConjunction.Parse(prompt));
        try
        {
            Assert.NotEmpty(PromptAttention.Parse(prompt));
        }
        catch (PromptFormatException)
        {
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{unit}: {watch.Elapsed}");
    }

    [Fact]
    public void Schedule_NestedDeeperThanSensible_IsText()
    {
        string prompt = new string('[', 100_000) + "a" + new string(']', 100_000);

        Assert.Equal([(4, prompt)], PromptSchedule.Parse(prompt, new(4)));
    }

    [Theory]
    [InlineData(true, 10f / 17f)]
    [InlineData(false, 1f)]
    public void Emphasis_WeightsOfTwoTokens_MultiplyThemAndMayKeepTheMean(bool keepMean, float scale)
    {
        float[] states = [1, 2, 3, 4];
        PromptEmphasis.Apply(states, [1, 2], keepMean);

        Assert.All(states.Zip([1f, 2f, 6f, 8f]), pair => Assert.Equal(pair.Second * scale, pair.First, 1e-6f));
    }

    [Fact]
    public void Emphasis_MultipliersThatDoNotFit_AreRefused() =>
        Assert.Throws<ArgumentException>(() => PromptEmphasis.Apply(new float[5], [1, 2]));

    [Fact]
    public void Schedule_NoSteps_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => PromptSchedule.Parse("a", new(0)));

    [Theory]
    [InlineData("[a:b:1e999]", "a")]
    [InlineData("[a:b:-1e999]", "b")]
    public void Schedule_StepBeyondAllNumbers_IsFirstOrLast(string prompt, string text) =>
        Assert.Equal([(4, text)], PromptSchedule.Parse(prompt, new(4)));
}
