namespace LatentDiffusion.Provenance;

/// <summary>A manifest store in a file.</summary>
/// <param name="Store">The store: a JUMBF superbox.</param>
/// <param name="Start">Where what holds it begins in the file.</param>
/// <param name="Length">How many bytes of the file hold it.</param>
/// <param name="Padding">How many of them, at the end, only pad it: some writers count them to the file.</param>
internal sealed record ManifestPlace(ReadOnlyMemory<byte> Store, int Start, int Length, int Padding = 0);
