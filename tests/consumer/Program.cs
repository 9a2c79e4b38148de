using LatentDiffusion;
using LatentDiffusion.Models.Emoji;

// Draws a picture with the packages, then checks it and the one that the command line drew.
using LatentDiffusionPipeline pipeline = EmojiModel.CreatePipeline();
pipeline.Generate("a red apple").Save(args[0]);

foreach (string path in args)
{
    RgbImage image = RgbImage.Load(path);
    int colours = image.Pixels.ToArray().Chunk(3).Select(p => (p[0], p[1], p[2])).Distinct().Count();
    Console.WriteLine($"{path}: {image.Width}x{image.Height}, {colours} colours");
    if (image.Width != 256 || image.Height != 256 || colours < 100) return 1;
}

return 0;
