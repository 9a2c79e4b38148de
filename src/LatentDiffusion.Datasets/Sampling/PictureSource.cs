using System.Security.Cryptography;
using LatentDiffusion.Evaluation;

namespace LatentDiffusion.Datasets;

/// <summary>A picture that samples are made from.</summary>
/// <param name="Name">Its path within its folder, with <c>/</c>.</param>
/// <param name="File">Its path.</param>
/// <param name="Hash">SHA-256 of its file, in hexadecimal.</param>
/// <param name="MaskFile">Path of the mask of its object, or null.</param>
/// <param name="MaskHash">SHA-256 of that file, or null.</param>
internal sealed record PictureSource(string Name, string File, string Hash, string? MaskFile, string? MaskHash)
{
    private static readonly string[] MaskEndings = [".png", ".webp", ".jpg", ".jpeg"];

    /// <summary>The pictures of a class.</summary>
    /// <param name="made">The class.</param>
    /// <param name="plan">The plan, for messages.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="PlanException">A folder has no pictures, a picture no mask, or a file is none.</exception>
    public static IReadOnlyList<PictureSource> ListOf(ClassSettings made, string plan, CancellationToken cancellationToken)
    {
        if (made.Mode == DatasetMode.Text) return [];
        string folder = made.Mode == DatasetMode.Control ? made.Controls! : made.Real!;
        bool masked = made.Mode is DatasetMode.Inside or DatasetMode.Outside;
        IReadOnlyList<string> files = PictureFolder.List(folder).Files;
        if (files.Count == 0) throw new PlanException(plan, made.Line, $"'{folder}' has no PNG, JPEG or WebP pictures.");
        List<PictureSource> sources = [];
        foreach (string name in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Path.Combine(folder, name);
            string? mask = masked ? MaskOf(made, name, plan) : null;
            sources.Add(new PictureSource(name, path, PictureHashOf(path), mask, mask is null ? null : PictureHashOf(mask)));
        }

        return sources;

        string PictureHashOf(string path)
        {
            try
            {
                return PictureFile.HashOf(path);
            }
            catch (ImageFormatException e)
            {
                throw new PlanException(
                    plan, made.Line, $"the class '{made.Name}' has a picture that cannot be read: {Shown.Cause(e)}.", e);
            }
        }
    }

    /// <summary>SHA-256 of a file, in hexadecimal.</summary>
    public static string HashOf(string path)
    {
        using FileStream file = System.IO.File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    private static string MaskOf(ClassSettings made, string name, string plan)
    {
        string stem = Path.Combine(made.Masks!, Path.ChangeExtension(name, null));
        return MaskEndings.Select(e => stem + e).FirstOrDefault(System.IO.File.Exists)
            ?? throw new PlanException(plan, made.Line, $"'{Shown.Of(name)}' of the class '{made.Name}' has no mask '{stem}.png'.");
    }
}
