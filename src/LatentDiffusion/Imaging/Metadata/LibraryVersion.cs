using System.Reflection;

namespace LatentDiffusion.Imaging;

/// <summary>What this library calls itself in the files that it writes.</summary>
internal static class LibraryVersion
{
    /// <summary>Its name.</summary>
    public const string Name = "LatentDiffusion for .NET";

    /// <summary>Its version, without the commit.</summary>
    public static string Text { get; } =
        (typeof(LibraryVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "")
            .Split('+')[0];
}
