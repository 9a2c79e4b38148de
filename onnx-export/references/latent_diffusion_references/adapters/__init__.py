"""Adapters (LoRA and its kin) with random weights for the tiny models, and what diffusers draws with them."""
