"""Time of a U-Net's run in PyTorch, for `LatentDiffusion.Comparison -- model`: python pytorch_unet_steps.py DIFFUSERS_FOLDER [SIDE]

The weights are made float32, which is what ONNX Runtime computes in on a processor too."""
import resource
import statistics
import sys
import time

import torch
from diffusers import UNet2DConditionModel


def main(folder, side=512):
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet").float().eval()
    latent = int(side) // 8
    inputs = {
        "sample": torch.randn(2, unet.config.in_channels, latent, latent),
        "timestep": torch.tensor(500),
        "encoder_hidden_states": torch.randn(2, 77, unet.config.cross_attention_dim),
    }
    if unet.config.addition_embed_type == "text_time":
        pooled = unet.config.projection_class_embeddings_input_dim - 6 * unet.config.addition_time_embed_dim
        inputs["added_cond_kwargs"] = {"text_embeds": torch.randn(2, pooled), "time_ids": torch.full((2, 6), float(side))}
    times = []
    with torch.no_grad():
        for _ in range(5):
            start = time.perf_counter()
            unet(**inputs, return_dict=False)
            times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{folder} at {side}x{side}: {statistics.median(times[1:]):.3f} s per step, peak {peak:.2f} GB, torch {torch.__version__}, "
          f"{torch.get_num_threads()} threads")


if __name__ == "__main__":
    main(*sys.argv[1:])
