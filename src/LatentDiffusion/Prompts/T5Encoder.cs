using LatentDiffusion.Errors;
using LatentDiffusion.ModelFolders;
using LatentDiffusion.Tokenizers;

namespace LatentDiffusion.Prompts;

/// <summary>A T5 text encoder whose number of tokens a request may choose; padding is attended to (Stable Diffusion 3, Flux).</summary>
/// <param name="encoder">The encoder.</param>
/// <param name="tokens">Tokens where a request is silent.</param>
internal sealed class T5Encoder(TextEncoder encoder, int tokens)
{
    private const string States = "last_hidden_state";
    private const int MaxTokens = 512; // diffusers' bound on max_sequence_length

    /// <summary>Wires up a component.</summary>
    /// <exception cref="ModelFormatException">The graph lacks an output, or the tokenizer is not right.</exception>
    public static T5Encoder From(ModelFolder folder, GraphSet graphs, string component, string tokenizer, int tokens)
    {
        TextEncoder encoder = new(graphs[component], folder.Tokenizer(tokenizer, T5Tokenizer.Load), tokens, attendsPadding: true);
        encoder.Require(States);
        return new T5Encoder(encoder, tokens);
    }

    /// <summary>Tokens that a request asks for, or a family's default.</summary>
    /// <exception cref="ArgumentException">More than there may be.</exception>
    public static int Tokens(int? asked, int otherwise)
    {
        ArgumentRule.Require(asked is null or <= MaxTokens, "Options.MaxSequenceLength", asked, $"must be from 1 to {MaxTokens}");
        return asked ?? otherwise;
    }

    /// <summary>Encodes a prompt.</summary>
    /// <exception cref="ArgumentException">More tokens are asked for than there may be.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TextEncoding Encode(string prompt, int? asked, CancellationToken cancellationToken) =>
        encoder.Encode(prompt, States, pooled: null, cancellationToken, Tokens(asked, tokens));
}
