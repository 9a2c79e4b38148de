"""Sections on what is minimised."""

from dataclasses import dataclass

from .keys import key


@dataclass(frozen=True)
class PictureLoss:
    """What a picture that is given back is measured by."""

    l1: float = key(1.0, "Weight of the mean absolute difference.", minimum=0)
    l2: float = key(0.0, "Weight of the mean squared difference.", minimum=0)
    gradient: float = key(0.5, "Weight of the absolute difference of neighbouring pixels' differences: edges.", minimum=0)
    low_pass: float = key(0.5, "Weight of the absolute difference of 4x4 means: colours.", minimum=0)
    perceptual: str = key("none", "lpips needs output.vgg_weights and output.lpips_weights; random_features compares a fixed random "
                          "convolution network's features; multi_scale compares gradients at four sizes. The last two need no "
                          "weights and are no LPIPS.", choices=("none", "lpips", "random_features", "multi_scale"))
    perceptual_weight: float = key(0.5, "Its weight.", minimum=0)


@dataclass(frozen=True)
class AutoencoderLoss(PictureLoss):
    """Reconstruction + KL (Rombach et al. 2022, section 3.1)."""

    kl: float = key(1e-4, "Weight of the divergence from a unit Gaussian, as a mean over the latents' elements.", minimum=0)
    equivariance: float = key(0.0, "Probability that latents and target are resized: smoother latents (EQ-VAE, arXiv 2502.09509).",
                              minimum=0, maximum=1)
    equivariance_scales: tuple[float, ...] = key((0.5, 0.625, 0.75), "To which of these sizes.", minimum=0.1, maximum=1, filled=True)
    latent_noise: float = key(0.0, "Largest deviation of noise on the scaled latents, drawn for each picture from 0 on: a decoder that evens "
                              "out what denoisers leave (Zheng et al. 2025, arXiv 2510.11690, section 4).", minimum=0)


@dataclass(frozen=True)
class PreviewLoss(PictureLoss):
    """What the other autoencoder's decoder draws and its encoder gives, for the decoder and the encoder that are trained."""

    latents: float = key(1.0, "Weight of the mean squared difference of the encoder's latents, of unit variance, from the other's.",
                         minimum=0)


@dataclass(frozen=True)
class AdversarialLoss:
    """A patch discriminator with hinge loss (Isola et al. 2017; Esser et al. 2021)."""

    weight: float = key(0.0, "Weight of the adversarial term. 0: no discriminator.", minimum=0)
    start: float = key(0.5, "Part of all steps before it begins.", minimum=0, maximum=1)
    learning_rate: float = key(1e-4, "The discriminator's.", minimum=0)
    channels: int = key(64, "Its first layer's channels, an even number: later layers normalise in four groups.", minimum=4,
                        multiple=2)
    layers: int = key(3, "Its halvings.", minimum=1, maximum=5)


@dataclass(frozen=True)
class NoiseLoss:
    """The DDPM loss (Ho et al. 2020, eq. 14), its weights and its timesteps."""

    min_snr_gamma: float = key(5.0, "Min-SNR weights (Hang et al. 2023, arXiv 2303.09556). 0: the same weight for all.", minimum=0)
    normalise_weights: bool = key(True, "Weights of a batch are divided by their mean.")
    timesteps: str = key("stratified", "How timesteps are drawn. stratified: uniform, spread evenly over a batch.",
                         choices=("uniform", "stratified", "logit_normal"))
    logit_mean: float = key(0.0, "logit_normal: mean of the logit of t / T.")
    logit_deviation: float = key(1.0, "logit_normal: its standard deviation.", minimum=0)
    caption_dropout: float = key(0.1, "Probability of an empty caption, for classifier-free guidance.", minimum=0, maximum=1)
    noise_offset: float = key(0.0, "Standard deviation of an offset of each channel's noise.", minimum=0)


@dataclass(frozen=True)
class ConsistencyLoss:
    """Latent consistency distillation (Luo et al. 2023, arXiv 2310.04378 and 2311.05556): the model learns to give from any noise level
    what it gives from the next lower one, to which the model that it started from leads with guidance."""

    guidance: float = key(4.0, "Guidance scale that is learnt; pictures are then drawn without guidance.", minimum=1)
    solver_steps: int = key(50, "Noise levels between which the steps lie. The LCM scheduler draws with some of them: its "
                            "original_inference_steps.", minimum=2)
    huber: float = key(0.001, "c of the pseudo-Huber loss, sqrt(d^2 + c^2) - c.", minimum=0)
