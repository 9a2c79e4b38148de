namespace LatentDiffusion.Tests;

/// <summary>Whole folders.</summary>
internal static class Folders
{
    /// <summary>Copies all files of a folder to the same places in another, made where it is not there.</summary>
    public static void Copy(string from, string to, bool overwrite = false)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite);
        }
    }
}
