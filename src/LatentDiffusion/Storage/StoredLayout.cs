namespace LatentDiffusion.Storage;

/// <summary>How a checkpoint holds a parameter.</summary>
/// <param name="Key">The key of the tensor.</param>
/// <param name="Rows">First row and number of rows that are the parameter, or null for all.</param>
/// <param name="Transposed">Whether rows and columns are exchanged.</param>
/// <param name="SwappedHalves">Whether the second half of the rows comes first.</param>
internal sealed record StoredLayout(string Key, (long First, long Count)? Rows = null, bool Transposed = false, bool SwappedHalves = false);
