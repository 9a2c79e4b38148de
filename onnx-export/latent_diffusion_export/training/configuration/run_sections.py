"""Sections that every kind of run has: where, on what, how fast, and what happens when it goes wrong."""

from dataclasses import dataclass

from PIL import ImageColor

from .keys import REQUIRED, key


@dataclass(frozen=True)
class Run:
    """The run as a whole."""

    folder: str = key(REQUIRED, "Folder of the run: checkpoints, curves, samples, and the model at the end.")
    steps: int = key(10_000, "Steps of the optimizer.", minimum=1)
    seed: int = key(0, "Data order, noise, augmentation and first weights depend on this number, the step and nothing else.")
    device: str = key("auto", "auto: a GPU where there is one.", choices=("auto", "cpu", "cuda"))
    precision: str = key("auto", "Of forward and backward; weights and optimizer are float32. auto: bfloat16 on GPUs that have it and "
                         "processors with AVX-512 (others are some 30 times slower in it), else float32.",
                         choices=("auto", "bfloat16", "float32"))
    compile: str = key("auto", "torch.compile. auto: on a GPU.", choices=("auto", "on", "off"))
    threads: int = key(0, "Threads on a processor. 0: PyTorch's own choice.", minimum=0, maximum=1024)
    checkpoint_every: int = key(500, "Steps between checkpoints.", minimum=1)
    keep_checkpoints: int = key(3, "How many of the last are kept.", minimum=1)
    sample_every: int = key(500, "Steps between grids of samples. 0: only at the end.", minimum=0)
    log_every: int = key(20, "Steps between lines of the log.", minimum=1)


@dataclass(frozen=True)
class Data:
    """A folder of pictures with captions.jsonl, captions.csv, or a .txt of the same name beside each picture."""

    folder: str = key(REQUIRED, "The folder.")
    size: int = key(128, "Side of the training pictures, in pixels.", minimum=8)
    batch_size: int = key(32, "Pictures at a time in one process.", minimum=1)
    accumulation: int = key(1, "Batches whose gradients are added up for one step.", minimum=1)
    held_out: int = key(64, "Pictures that are not trained on but measured at the end; at most a tenth of the set.", minimum=0)
    latent_variants: int = key(4, "Denoiser: augmented variants of each picture whose latents are computed once and kept.", minimum=1)
    memory: int = key(2048, "Megabytes of decoded pictures that are kept in memory.", minimum=0)


@dataclass(frozen=True)
class Augmentation:
    """What is varied in a picture each time. A caption may forbid mirroring: "mirror": false in captions.jsonl."""

    mirror: float = key(0.5, "Probability of a mirrored picture.", minimum=0, maximum=1)
    shift: int = key(0, "Largest shift in pixels; the edge is repeated.", minimum=0, maximum=1024)
    zoom: float = key(1.0, "Largest zoom; the part is chosen at random.", minimum=1)
    random_crop: bool = key(False, "Pictures that are not square: a random square, not the middle one.")
    brightness: float = key(0.0, "Largest relative change of brightness.", minimum=0, maximum=1)
    contrast: float = key(0.0, "Largest relative change of contrast.", minimum=0, maximum=1)
    backgrounds: tuple[str, ...] = key(("white",), "Names or #rrggbb of colours behind transparent pictures; \"on a .. background\" "
                                       "is added to the caption for all but the first.")
    first_background: float = key(0.5, "Probability of the first of them.", minimum=0, maximum=1)
    background_jitter: float = key(0.0, "Standard deviation of the other colours' components, of 255.", minimum=0)

    def wrong(self) -> str | None:
        """What no limit of one key says."""
        for name in self.backgrounds:
            try:
                ImageColor.getrgb(name)
            except ValueError:
                return f"backgrounds has {name!r}, which is no colour"
        return None


@dataclass(frozen=True)
class Optimizer:
    """AdamW (Loshchilov & Hutter 2019, arXiv 1711.05101) with warm-up and decay."""

    learning_rate: float = key(3e-4, "After warm-up and before decay. `--find-lr` suggests one.", minimum=0)
    warmup_steps: int = key(100, "Steps in which the learning rate rises in a straight line from 0.", minimum=0)
    decay: str = key("cosine", "How it falls.", choices=("cosine", "linear", "constant"))
    decay_start: float = key(0.0, "Part of all steps before the fall begins.", minimum=0, maximum=1)
    final_factor: float = key(0.01, "What is left of the learning rate at the last step.", minimum=0, maximum=1)
    weight_decay: float = key(0.01, "Decoupled weight decay.", minimum=0)
    beta1: float = key(0.9, "Decay of the mean of gradients.", minimum=0, below=1)
    beta2: float = key(0.99, "Decay of the mean of squared gradients.", minimum=0, below=1)
    epsilon: float = key(1e-8, "Added to the root of the latter.", minimum=0)
    clip_norm: float = key(1.0, "Gradients are scaled down to this norm. 0: they are not.", minimum=0)


@dataclass(frozen=True)
class Ema:
    """Exponential moving average of the weights, min(decay, (1 + step) / (10 + step))."""

    decay: float = key(0.999, "0.999 averages over some 1000 steps.", minimum=0, maximum=1)
    export: bool = key(True, "The model at the end is the average, not the last weights.")


@dataclass(frozen=True)
class Guard:
    """What happens to steps that go wrong."""

    rollback_after: int = key(3, "Bad steps in a row (not finite, or a spike) before weights go back to the last good average.", minimum=1)
    learning_rate_factor: float = key(0.5, "The learning rate is multiplied by this at each return.", minimum=0, maximum=1)
    largest_rollbacks: int = key(8, "Returns before the run gives up.", minimum=0)
    spike_factor: float = key(5.0, "A loss above this many times the mean of the window, and 8 deviations, is a spike; the step is left "
                              "out.", minimum=1)
    divergence_factor: float = key(2.0, "A mean of the window above this many times the lowest of ten windows, and 6 standard errors, is "
                                   "a divergence: back at once.", minimum=1)
    window: int = key(50, "Steps of the window.", minimum=2)
    good_every: int = key(50, "Steps between copies of the average as the last good one.", minimum=1)


@dataclass(frozen=True)
class Samples:
    """The grids of pictures that are drawn while training and for the model card."""

    prompts: tuple[str, ...] = key((), "Prompts; empty: captions of the training set.")
    count: int = key(8, "How many captions, where there are no prompts.", minimum=2)
    steps: int = key(20, "Denoising steps.", minimum=1)
    guidance: float = key(4.0, "Guidance scale.", minimum=0)


@dataclass(frozen=True)
class FewStepSamples(Samples):
    """The grids of pictures that are drawn while training and for the model card, by the LCM scheduler."""

    steps: int = key(6, "Denoising steps, at most loss.solver_steps.", minimum=1)
    guidance: float = key(1.0, "Guidance scale; 1 is none, as guidance is learnt.", minimum=0)


@dataclass(frozen=True)
class Diversity:
    """Watches for mode collapse: the mean distance between samples, over that between training pictures (16x16 pixels)."""

    minimum: float = key(0.2, "A ratio below this is an alarm.", minimum=0)
    start: float = key(0.3, "Part of all steps before the watch begins: early samples are all alike.", minimum=0, maximum=1)
    on_collapse: str = key("warn", "warn goes on; stop ends the run with a checkpoint.", choices=("warn", "stop"))


@dataclass(frozen=True)
class Output:
    """The folders at the end and the model card."""

    dtype: str = key("float16", "How the ONNX folder and a LoRA's file store weights.", choices=("float16", "float32"))
    name: str = key("", "Name of the model in its card. Empty: that of the run's folder.")
    licence: str = key("", "Licence of the model, for its card.")
    vgg_weights: str = key("", "For LPIPS: VGG16's weights as torchvision publishes them (.pth or .safetensors).")
    lpips_weights: str = key("", "For LPIPS: its linear layers, v0.1 for VGG (.pth or .safetensors).")
