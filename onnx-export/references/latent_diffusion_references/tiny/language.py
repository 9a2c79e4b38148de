"""Tiny text encoders other than CLIP."""

from .weights import randomize


def t5(tokenizer, width: int = 32):
    from transformers import T5Config, T5EncoderModel

    return randomize(T5EncoderModel(T5Config(vocab_size=len(tokenizer), d_model=width, d_kv=4, d_ff=32, num_layers=2, num_heads=2,
                                             feed_forward_proj="gated-gelu", dropout_rate=0.0)))


def gemma(tokenizer, width: int = 16):
    from transformers import Gemma2Config, Gemma2Model

    return randomize(Gemma2Model(Gemma2Config(
        vocab_size=len(tokenizer), hidden_size=width, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        num_key_value_heads=1, head_dim=8, sliding_window=64, bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id)))


def bert(tokenizer, width: int = 16):
    from diffusers.pipelines.latent_diffusion.pipeline_latent_diffusion import LDMBertConfig, LDMBertModel

    return randomize(LDMBertModel(LDMBertConfig(vocab_size=len(tokenizer), encoder_layers=2, encoder_ffn_dim=32,
                                                encoder_attention_heads=2, head_dim=8, d_model=width)))
