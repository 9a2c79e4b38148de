"""Reference files of the C# tests. A kind is one module of this package with a function `write(out: Path)`."""

KINDS: tuple[str, ...] = (
    "schedulers", "scheduler_boundaries", "torch_math", "mathematics", "random_numbers", "tokenizer", "tokenizer_folders", "tokenizer_text",
    "imaging", "image_files", "pipelines", "fast_model",
    "layouts", "tiny_models", "vae_tiling", "overflowing_vae", "inpainting_frames", "interpolation", "hires", "safetensors_files",
    "model_types", "checkpoints", "textual_inversion", "weighted_prompts", "captions", "resolution_bins",
    "lora", "lora_kinds", "lora_halves", "half_precision",
)
"""What is written by default."""

EXTRA_KINDS: tuple[str, ...] = ("scipy_schedulers", "rounded_schedulers", "evaluation", "safety_checker", "techniques")
"""What needs more packages than this one requires, or a processor of some kind, or belongs into the folder of other tests, and is written
only where it is named."""
