using System.IO.Compression;

namespace LatentDiffusion.Evaluation;

/// <summary>Files of <c>numpy.savez</c> with <c>mu</c> and <c>sigma</c>, as pytorch-fid and clean-fid write and read them.</summary>
internal static class StatisticsFile
{
    private const double Asymmetry = 1e-4; // of float32 files; relative to the largest element

    /// <summary>Encodes statistics.</summary>
    public static byte[] Write(double[] mean, double[] covariance, long? count)
    {
        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            NpyArray.OfDoubles([mean.Length], mean).WriteTo(Create("mu"));
            NpyArray.OfDoubles([mean.Length, mean.Length], covariance).WriteTo(Create("sigma"));
            if (count is { } n) NpyArray.OfInteger(n).WriteTo(Create("count"));

            Stream Create(string name) => archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression).Open();
        }

        return stream.ToArray();
    }

    /// <summary>Reads statistics.</summary>
    public static (double[] Mean, double[] Covariance, long? Count) Read(string path)
    {
        using FileStream file = File.OpenRead(path);
        try
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            NpyArray mean = Require("mu"), covariance = Require("sigma");
            int d = mean.Values.Length;
            if (mean.Shape.Count != 1 || d == 0 || covariance.Shape is not [var rows, var columns] || rows != d || columns != d)
                throw new InvalidDataException(
                    $"'mu' has the shape [{string.Join(", ", mean.Shape)}] and 'sigma' [{string.Join(", ", covariance.Shape)}], "
                    + "expected [d] and [d, d]");
            Check(mean.Values, covariance.Values, d);
            long? count = Find("count") is { Values: [var n] } ? (long)n : null;
            if (count < 2) throw new InvalidDataException($"'count' is {count}, expected at least 2");
            return (mean.Values, covariance.Values, count);

            NpyArray? Find(string name) => archive.GetEntry($"{name}.npy") is { } entry ? NpyArray.Read(entry) : null;
            NpyArray Require(string name) => Find(name)
                ?? throw new InvalidDataException(
                    $"it holds {string.Join(", ", archive.Entries.Select(e => e.Name))}, but no {name}.npy");
        }
        catch (InvalidDataException e)
        {
            throw new EvaluationException($"{path}: expected statistics of pytorch-fid or clean-fid, but {e.Message}.", e);
        }
    }

    private static void Check(double[] mean, double[] covariance, int d)
    {
        if (!mean.All(double.IsFinite) || !covariance.All(double.IsFinite)) throw new InvalidDataException("not all numbers are finite");
        double largest = covariance.Max(Math.Abs);
        for (int i = 0; i < d; i++)
            for (int j = 0; j <= i; j++)
            {
                double value = covariance[i * d + j], most = Math.Sqrt(covariance[i * d + i] * covariance[j * d + j]);
                if (Math.Abs(value - covariance[j * d + i]) > Asymmetry * largest || covariance[i * d + i] < 0)
                    throw new InvalidDataException("'sigma' is not a covariance: it is not symmetric, or has a negative variance");
                if (Math.Abs(value) > most + Asymmetry * largest)
                    throw new InvalidDataException("'sigma' is not a covariance: one of its correlations is beyond 1");
            }
    }
}
