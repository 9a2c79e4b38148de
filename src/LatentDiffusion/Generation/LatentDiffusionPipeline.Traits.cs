using LatentDiffusion.Checkpoints;
using LatentDiffusion.Model;

namespace LatentDiffusion;

public sealed partial class LatentDiffusionPipeline
{
    /// <summary>What a user interface should know of the model.</summary>
    public ModelTraits Traits
    {
        get
        {
            LatentModel model = _model;
            return new ModelTraits(
                model.Family,
                model.DefaultSize.Width,
                model.DefaultSize.Height,
                model.Bins is null ? model.SizeMultiple : 1,
                model.Defaults.Steps,
                model.Defaults.GuidanceScale,
                model.Denoiser.Controls?.Nets.Count ?? 0,
                model.Encoder is not null,
                model.Prompts.ReadsWeights,
                model.Options);
        }
    }

    /// <summary>Counts the tokens of a prompt, without the begin and end that the text encoder puts around it.</summary>
    /// <param name="prompt">The prompt. Adapters that it names (<see cref="PipelineOptions.LoraFolder"/>) do not count.</param>
    /// <param name="syntax">How it is read. Of several parts or steps of a weighted one, the longest counts.</param>
    /// <returns>
    /// The tokens, and how many the text encoder takes at once; more are cut off, or encoded in further chunks if weighted. Null for
    /// families whose encoders are not CLIP's or the latent diffusion paper's BERT.
    /// </returns>
    /// <exception cref="PromptFormatException">A weight cannot be read.</exception>
    public (int Count, int Room)? CountTokens(string prompt, PromptSyntax syntax = PromptSyntax.Plain)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        if (_tagFolder is not null && AdapterTags.In(prompt)) prompt = AdapterTags.Read(prompt).Text;
        return _model.Prompts.CountTokens(prompt, syntax);
    }
}
