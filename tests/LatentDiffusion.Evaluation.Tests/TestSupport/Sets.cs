namespace LatentDiffusion.Evaluation.Tests;

/// <summary>Sets of features, and of pictures.</summary>
internal static class Sets
{
    /// <summary>Vectors of several clusters, as features of real pictures have.</summary>
    public static FeatureSet Clusters(int seed, int count, int dimension, double noise = 1, double shift = 0, int clusters = 5)
    {
        Random centers = new(7), random = new(seed);
        double[] means = [.. Enumerable.Range(0, 5 * dimension).Select(_ => 3 * Normal(centers))];
        float[] rows = new float[count * dimension];
        for (int i = 0; i < count; i++)
        {
            int cluster = random.Next(clusters);
            for (int j = 0; j < dimension; j++)
                rows[i * dimension + j] = (float)(means[cluster * dimension + j] + noise * Normal(random) + shift);
        }

        return new FeatureSet(rows, dimension);
    }

    public static double Value(this Metric metric, FeatureSet generated, FeatureSet? real, string? name = null) =>
        metric.Compute(generated, real).First(v => v.Name == (name ?? v.Name)).Value;

    /// <summary>A picture of random blocks.</summary>
    public static RgbImage Blocks(int seed, int width = 32, int height = 32)
    {
        Random random = new(seed);
        byte[] colours = new byte[3 * 64], pixels = new byte[3 * width * height];
        random.NextBytes(colours);
        for (int i = 0; i < pixels.Length; i++)
        {
            int pixel = i / 3, block = pixel / width * 8 / height * 8 + pixel % width * 8 / width;
            pixels[i] = colours[3 * block + i % 3];
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The picture of a tensor of references, [h, w, 3].</summary>
    public static RgbImage Picture(SafetensorsFile file, string name) =>
        new((int)file.Shape(name)[1], (int)file.Shape(name)[0], file.Values<byte>(name));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
