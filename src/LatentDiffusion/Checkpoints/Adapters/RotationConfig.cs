namespace LatentDiffusion.Checkpoints;

/// <summary>How PEFT's OFT makes a rotation of a skew matrix Q (peft.OFTConfig).</summary>
/// <param name="Terms">
/// Terms of the series that stands for <c>(I - Q)(I + Q)^-1</c> (<c>num_cayley_neumann_terms</c>); null for the matrix itself.
/// </param>
/// <param name="Bound">
/// The most that the Frobenius norm of a block may be, times the root of the number of blocks; null for none (COFT).
/// </param>
/// <param name="IsShared">Whether all blocks are the same.</param>
internal sealed record RotationConfig(int? Terms, double? Bound, bool IsShared);
