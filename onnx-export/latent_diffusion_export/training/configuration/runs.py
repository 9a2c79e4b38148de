"""The kinds of run."""

from dataclasses import dataclass

from .keys import required_section, section
from .loss_sections import AdversarialLoss, AutoencoderLoss, ConsistencyLoss, NoiseLoss, PreviewLoss
from .model_sections import Autoencoder, Distillation, Finetune, Lora, Noise, Preview, TextEncoder, Unet
from .run_sections import Augmentation, Data, Diversity, Ema, FewStepSamples, Guard, Optimizer, Output, Run, Samples


@dataclass(frozen=True)
class _AnyRun:
    run: Run = required_section(Run)
    data: Data = required_section(Data)
    augmentation: Augmentation = section(Augmentation)
    optimizer: Optimizer = section(Optimizer)
    ema: Ema = section(Ema)
    guard: Guard = section(Guard)
    output: Output = section(Output)


@dataclass(frozen=True)
class AutoencoderRun(_AnyRun):
    """`train autoencoder`: pictures to latents and back."""

    autoencoder: Autoencoder = section(Autoencoder)
    loss: AutoencoderLoss = section(AutoencoderLoss)
    adversarial: AdversarialLoss = section(AdversarialLoss)


@dataclass(frozen=True)
class PreviewRun(_AnyRun):
    """`train preview`: a cheap decoder of an autoencoder's latents, for previews, and the encoder to it."""

    preview: Preview = required_section(Preview)
    loss: PreviewLoss = section(PreviewLoss)
    adversarial: AdversarialLoss = section(AdversarialLoss)


@dataclass(frozen=True)
class DenoiserRun(_AnyRun):
    """`train denoiser`: a U-Net and a text encoder, from nothing, on the latents of an autoencoder."""

    unet: Unet = required_section(Unet)
    text_encoder: TextEncoder = section(TextEncoder)
    noise: Noise = section(Noise)
    loss: NoiseLoss = section(NoiseLoss)
    samples: Samples = section(Samples)
    diversity: Diversity = section(Diversity)


@dataclass(frozen=True)
class FinetuneRun(_AnyRun):
    """`train finetune`: a diffusers model further, wholly or by LoRA. The noise schedule is the model's own."""

    model: Finetune = required_section(Finetune)
    lora: Lora = section(Lora)
    loss: NoiseLoss = section(NoiseLoss)
    samples: Samples = section(Samples)
    diversity: Diversity = section(Diversity)


@dataclass(frozen=True)
class DistillationRun(_AnyRun):
    """`train distill`: a diffusers model that draws in few steps and without guidance what it drew in many with it."""

    model: Distillation = required_section(Distillation)
    lora: Lora = section(Lora)
    loss: ConsistencyLoss = section(ConsistencyLoss)
    samples: FewStepSamples = section(FewStepSamples)
    diversity: Diversity = section(Diversity)
