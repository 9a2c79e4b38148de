"""Sections on what is trained."""

from dataclasses import dataclass

from .keys import REQUIRED, key


@dataclass(frozen=True)
class Autoencoder:
    """The autoencoder's structure."""

    start: str = key("", "An autoencoder's folder to go on from; its structure then counts.")
    decoder_only: bool = key(False, "Only start's decoder learns. Its latents stay, and with them what denoisers have learnt.")
    enlarge: bool = key(False, "Pictures of twice the size, from latents of start's size: of a PixelShuffleAutoencoder, whose decoder's "
                        "last layers begin anew. With decoder_only, denoisers draw at twice the size without being trained again.")
    kind: str = key("AutoencoderKL", "AutoencoderKL is diffusers'. PixelShuffleAutoencoder is small and fast on a processor; its factor "
                    "is 8 and it has two entries of block_channels.", choices=("AutoencoderKL", "PixelShuffleAutoencoder"))
    block_channels: tuple[int, ...] = key((32, 64, 128, 128), "Channels; the picture is halved between two entries.", minimum=4,
                                           filled=True)
    layers_per_block: int = key(1, "Residual layers of a block.", minimum=1)
    latent_channels: int = key(4, "Channels of the latents.", minimum=1)
    norm_groups: int = key(16, "Groups of group normalisation.", minimum=1)
    middle_attention: bool = key(True, "Attention in the middle block.")


@dataclass(frozen=True)
class Preview:
    """A tiny autoencoder with the latents of another: diffusers' AutoencoderTiny, as TAESD (https://github.com/madebyollin/taesd)."""

    autoencoder: str = key(REQUIRED, "The other's folder, or that of a run or of a diffusers model which has it.")
    start: str = key("", "An AutoencoderTiny's folder to go on from; its structure then counts.")
    channels: int = key(64, "Channels of all layers.", minimum=1)
    blocks: int = key(3, "Residual blocks at each size of picture but the full one, which has one.", minimum=1)


@dataclass(frozen=True)
class Unet:
    """The denoiser's structure, or the model to go on from."""

    autoencoder: str = key("", "Folder of the trained autoencoder, as `train autoencoder` leaves it. Needed unless start is given.")
    start: str = key("", "A diffusers folder, of `train denoiser`, to go on from; its structure, text encoder and noise then count, and "
                     "the other keys of [unet], [text_encoder] and [noise] have no effect.")
    block_channels: tuple[int, ...] = key((96, 192, 288), "Channels; latents are halved between two entries.", minimum=4, filled=True)
    attention_from: int = key(1, "The first block with cross-attention, from 0.", minimum=0)
    layers_per_block: int = key(1, "Residual layers of a block.", minimum=1)
    head_size: int = key(32, "Channels of an attention head.", minimum=1)
    norm_groups: int = key(16, "Groups of group normalisation.", minimum=1)


@dataclass(frozen=True)
class TextEncoder:
    """A small CLIP text encoder, trained together with the U-Net, and its tokenizer. Without effect beside unet.start."""

    tokenizer: str = key("", "A CLIP tokenizer's folder. Empty: byte pairs are learnt from the captions.")
    vocabulary: int = key(4096, "At most so many byte pairs are learnt.", minimum=514)
    longest: int = key(32, "Tokens of a prompt; more are cut off.", minimum=4, maximum=77)
    width: int = key(192, "Size of the hidden state.", minimum=8)
    layers: int = key(4, "Transformer layers.", minimum=1)
    heads: int = key(6, "Attention heads.", minimum=1)


@dataclass(frozen=True)
class Noise:
    """The noise schedule, as diffusers' schedulers name it; it goes into scheduler_config.json. Without effect beside unet.start."""

    train_timesteps: int = key(1000, "Number of noise levels.", minimum=2)
    beta_start: float = key(1e-4, "First beta.", minimum=0, maximum=1)
    beta_end: float = key(0.02, "Last beta.", minimum=0, maximum=1)
    beta_schedule: str = key("linear", "Between them.", choices=("linear", "scaled_linear", "squaredcos_cap_v2"))
    prediction_type: str = key("v_prediction", "What the U-Net predicts.", choices=("epsilon", "v_prediction", "sample"))
    rescale_betas_zero_snr: bool = key(False, "The last level is pure noise (Lin et al. 2023, arXiv 2305.08891).")

    def wrong(self) -> str | None:
        """What no limit of one key says."""
        if self.beta_start > self.beta_end:
            return f"beta_start is {self.beta_start}; it must be at most beta_end, {self.beta_end}, as noise grows with the level"
        if self.rescale_betas_zero_snr and self.prediction_type == "epsilon":
            return "prediction_type is 'epsilon'; with rescale_betas_zero_snr it must be another, as noise tells nothing of its last level"
        return None


@dataclass(frozen=True)
class Finetune:
    """The model to start from."""

    start: str = key(REQUIRED, "A diffusers folder, a single-file checkpoint or a hub id: Stable Diffusion 1.x, 2.x or SDXL.")
    method: str = key("lora", "full trains all weights; lora a few small matrices beside them.", choices=("full", "lora"))
    train_text_encoder: bool = key(False, "The text encoders too.")


@dataclass(frozen=True)
class Distillation:
    """The model whose pictures are to be drawn in fewer steps."""

    start: str = key(REQUIRED, "A diffusers folder, a single-file checkpoint or a hub id: Stable Diffusion 1.x, 2.x or SDXL.")
    method: str = key("lora", "full trains all weights of the U-Net; lora a few small matrices beside them, for this model and those "
                      "trained further from it.", choices=("full", "lora"))


@dataclass(frozen=True)
class Lora:
    """Low-rank adaptation (Hu et al. 2021, arXiv 2106.09685) through peft."""

    rank: int = key(8, "Rank of the matrices.", minimum=1)
    alpha: float = key(8.0, "Their product is multiplied by alpha / rank.", minimum=0)
    dropout: float = key(0.0, "Dropout before the first.", minimum=0, below=1)
    targets: tuple[str, ...] = key(("to_q", "to_k", "to_v", "to_out.0"), "Names of the U-Net's layers that get them.")
    text_targets: tuple[str, ...] = key(("q_proj", "k_proj", "v_proj", "out_proj"), "The same for text encoders.")
    start: str = key("", "An adapter to go on from in place of a new one, of the same layers and rank: `lora/` of another run.")

    def wrong(self) -> str | None:
        """What no limit of one key says."""
        return None if self.alpha else "alpha is 0; it must be above 0, as the matrices would learn nothing"
