"""Tiny pipelines with random weights, one module per family: its `pipeline()` and the `CASES` that are run on it."""

FAMILIES: tuple[str, ...] = ("stable_diffusion",)
