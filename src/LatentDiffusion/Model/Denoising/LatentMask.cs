namespace LatentDiffusion.Model;

/// <summary>
/// Inpainting with a model that was not made for it: after each step, what the mask keeps is put back at the noise level reached (Lugmayr
/// et al. 2022, https://arxiv.org/abs/2201.09865, equation 8; diffusers' 4-channel inpainting).
/// </summary>
/// <param name="mask">1 where the picture is drawn anew, 0 where it is kept; one value per row and column of a latent.</param>
/// <param name="original">Latents of the picture to keep.</param>
/// <param name="noise">The noise that the generation began with.</param>
internal sealed class LatentMask(float[] mask, float[] original, float[] noise)
{
    private readonly float[] _kept = new float[original.Length];

    /// <summary>Puts back what is kept.</summary>
    /// <param name="run">The run, stepped.</param>
    /// <param name="end">
    /// Index after the last point that the generation covers. After it the original is put back without noise, also where the run has
    /// points beyond, as in diffusers with <c>denoising_end</c>.
    /// </param>
    /// <param name="latents">The samples of all pictures, changed in place.</param>
    public void Apply(ScheduleRun run, int end, Span<float> latents)
    {
        if (run.Position < end) run.AddNoise(run.Position, original, noise, _kept);
        else original.CopyTo(_kept, 0);
        for (int start = 0; start < latents.Length; start += mask.Length)
        {
            for (int i = 0; i < mask.Length; i++)
                latents[start + i] = (1 - mask[i]) * _kept[start + i] + mask[i] * latents[start + i];
        }
    }
}
