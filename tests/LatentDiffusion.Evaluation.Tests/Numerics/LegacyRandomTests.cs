using System.Text.Json;

namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Against numpy 2.4: <c>r = RandomState(seed); r.permutation(n)[:60]; r.choice(n, min(n, 50), replace=False)</c>.</summary>
public sealed class LegacyRandomTests
{
    [Fact]
    public void Draws_AreThoseOfNumpy()
    {
        var cases = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, int[]>>>(
            File.ReadAllText(ReferenceFiles.Path("legacy_random.json")))!;
        Assert.NotEmpty(cases);
        foreach (var (name, expected) in cases)
        {
            string[] parts = name.Split('/');
            int n = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            LegacyRandom random = new(uint.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(expected["permutation"], random.Permutation(n).Take(60));
            Assert.Equal(expected["choice"], random.Choice(n, Math.Min(n, 50)));
        }
    }
}
