using LatentDiffusion.Imaging;

namespace LatentDiffusion.Provenance;

/// <summary>A picture that another was made from, as its manifest names it.</summary>
/// <param name="Relationship"><c>parentOf</c> for the picture that was edited, <c>inputTo</c> for others.</param>
/// <param name="Title">A name for people.</param>
/// <param name="Format">Its media type, or null where it has no file.</param>
/// <param name="Store">Its manifest store, or null.</param>
/// <param name="Report">What the validator says of that.</param>
internal sealed record IngredientSource(string Relationship, string Title, string? Format, JumbfBox? Store, C2paReport? Report)
{
    /// <summary>What is to be said of the file of a picture, which may be empty. A store that cannot be read is left out.</summary>
    public static IngredientSource Of(ReadOnlySpan<byte> file, int index, bool isParent)
    {
        string relationship = isParent ? "parentOf" : "inputTo", title = isParent ? "edited picture" : $"input picture {index}";
        if (ImageFile.FormatOf(file) is not { } format) return new(relationship, title, null, null, null);
        try
        {
            if (ManifestContainer.Of(format).Find(file) is not { } place)
                return new(relationship, title, MediaTypes.Of(format), null, null);
            C2paReport report = new C2paValidator().Validate(file);
            return new(relationship, title, MediaTypes.Of(format), JumbfBox.Parse(place.Store), report);
        }
        catch (DamagedMarkException)
        {
            return new(relationship, title, MediaTypes.Of(format), null, null);
        }
    }
}
