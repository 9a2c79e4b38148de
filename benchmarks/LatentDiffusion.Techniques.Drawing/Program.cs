// Draws pictures with a model of the comparison, and prints what a picture costs, as JSON:
//   dotnet run -c Release --project benchmarks/LatentDiffusion.Techniques.Drawing -- MODEL OUT COUNT [SEED]
using System.Globalization;
using System.Text.Json;
using LatentDiffusion.Comparison;
using LatentDiffusion.Techniques;
using LatentDiffusion.Techniques.Drawing;

long seed = 0;
if (args.Length is not (3 or 4)
    || !int.TryParse(args[2], CultureInfo.InvariantCulture, out int count) || count < 1
    || (args.Length == 4 && !long.TryParse(args[3], CultureInfo.InvariantCulture, out seed)))
{
    Console.Error.WriteLine("usage: MODEL OUT COUNT [SEED], where COUNT is 1 or more");
    return 2;
}

try
{
    double before = Measure.Peak();
    using ImageSampler sampler = ImageSampler.Load(args[0], new SamplerOptions { Threads = 1 });
    Cost cost = Cost.Of(sampler, before);
    Directory.CreateDirectory(args[1]);
    foreach (var (i, image) in sampler.Draw(count, seed).Index())
        image.Save(Path.Combine(args[1], string.Create(CultureInfo.InvariantCulture, $"{i:D5}.png")));
    Console.WriteLine(JsonSerializer.Serialize(cost, Cost.Json));
    return 0;
}
catch (Exception e) when (e is LatentDiffusionException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
