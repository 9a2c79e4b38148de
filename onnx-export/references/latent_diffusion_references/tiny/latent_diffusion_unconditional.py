"""The unconditional latent diffusion model of the paper, with a VQ autoencoder that quantises before it decodes."""

from .case import Case
from .weights import randomize


def pipeline():
    from diffusers import DDIMScheduler, LDMPipeline, UNet2DModel, VQModel

    unet = UNet2DModel(sample_size=12, in_channels=3, out_channels=3, block_out_channels=(8, 16), layers_per_block=1, norm_num_groups=4,
                       attention_head_dim=4, down_block_types=("DownBlock2D", "AttnDownBlock2D"),
                       up_block_types=("AttnUpBlock2D", "UpBlock2D"))
    vqvae = VQModel(block_out_channels=(4, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
                    latent_channels=3, num_vq_embeddings=32, norm_num_groups=4, scaling_factor=1.0)
    scheduler = DDIMScheduler(beta_start=0.0015, beta_end=0.0195, beta_schedule="scaled_linear", clip_sample=False)
    return LDMPipeline(vqvae=randomize(vqvae), unet=randomize(unet), scheduler=scheduler)


CASES = (
    Case("sampling", "LDMPipeline", {"num_inference_steps": 4}),
    Case("sampling_batch", "LDMPipeline", {"num_inference_steps": 5, "batch_size": 3}, seeds=(1, 2, 3)),
)
