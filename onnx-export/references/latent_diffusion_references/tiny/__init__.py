"""Tiny pipelines with random weights, one module per family: its `pipeline()` and the `CASES` that are run on it."""

FAMILIES: tuple[str, ...] = (
    "stable_diffusion", "stable_diffusion_inpainting", "instruct_pix2pix", "latent_consistency", "upscaler", "depth_to_image",
    "stable_diffusion_xl", "stable_diffusion_xl_refiner", "stable_diffusion_xl_inpainting", "stable_diffusion_xl_consistency",
    "controlnet", "controlnet_xl",
    "stable_diffusion_3", "flux_dev", "flux_schnell", "pixart_alpha", "pixart_alpha_1024", "pixart_sigma", "pixart_sigma_bins",
    "sana", "latent_diffusion", "latent_diffusion_unconditional", "tiny_autoencoder",
)
