using System.Formats.Cbor;
using System.Globalization;

namespace LatentDiffusion.Provenance;

/// <summary>Writes what was done (C2PA 2.2, section 18.14, <c>c2pa.actions.v2</c>).</summary>
internal static class Actions
{
    /// <summary>The CBOR: created, or opened and then edited.</summary>
    /// <param name="parent">The ingredient that was edited, or null for a picture that was made from nothing.</param>
    /// <param name="inputs">Further ingredients.</param>
    /// <param name="agent">Name and version of what did it.</param>
    /// <param name="when">When.</param>
    public static byte[] Encode(HashedUri? parent, IReadOnlyList<HashedUri> inputs, ClaimGenerator agent, DateTimeOffset when)
    {
        bool isEdit = parent is not null || inputs.Count > 0;
        Action<CborWriter> made = Action(parent is null ? "c2pa.created" : "c2pa.edited", inputs, Source(isEdit));
        Action<CborWriter>[] actions = parent is null ? [made] : [Action("c2pa.opened", [parent], null), made];
        return CborMaps.Encode(writer => writer.WriteMap(("actions", w => w.WriteList(actions, (list, action) => action(list)))));

        Action<CborWriter> Action(string name, IReadOnlyList<HashedUri> ingredients, string? sourceType) => writer => writer.WriteMap(
            ("action", CborMaps.Text(name)),
            ("when", w =>
            {
                w.WriteTag(CborTag.DateTimeString);
                w.WriteTextString(when.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            }),
            ("softwareAgent", agent.Write),
            ("digitalSourceType", CborMaps.Text(sourceType)),
            ("parameters", ingredients.Count == 0 ? null : w => w.WriteMap(
                ("ingredients", v => v.WriteList(ingredients, (list, uri) => uri.Write(list))))));
    }

    private static string Source(bool isEdit) => isEdit ? Labels.Composite : Labels.Generated;
}
