using System.Formats.Cbor;

namespace LatentDiffusion.Provenance;

/// <summary>What makes a claim.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
internal sealed record ClaimGenerator(string Name, string Version)
{
    /// <summary>Writes it.</summary>
    public void Write(CborWriter writer) => writer.WriteMap(("name", CborMaps.Text(Name)), ("version", CborMaps.Text(Version)));
}
