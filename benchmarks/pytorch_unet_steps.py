"""Time of a U-Net's run in PyTorch, for `LatentDiffusion.Comparison -- model`: python pytorch_unet_steps.py DIFFUSERS_FOLDER [SIDE [TYPE]]

TYPE is float32, which is what ONNX Runtime computes in on a processor too, or bfloat16, which is measured with channels last in
memory: the faster order for it, and the slower one for float32."""
import resource
import statistics
import sys
import time

import torch
from diffusers import UNet2DConditionModel


def main(folder, side=512, type_name="float32"):
    dtype = getattr(torch, type_name)
    order = torch.channels_last if dtype == torch.bfloat16 else torch.contiguous_format
    unet = UNet2DConditionModel.from_pretrained(folder, subfolder="unet", torch_dtype=dtype).eval().to(memory_format=order)
    latent = int(side) // 8
    inputs = {
        "sample": torch.randn(2, unet.config.in_channels, latent, latent, dtype=dtype).to(memory_format=order),
        "timestep": torch.tensor(500),
        "encoder_hidden_states": torch.randn(2, 77, unet.config.cross_attention_dim, dtype=dtype),
    }
    if unet.config.addition_embed_type == "text_time":
        pooled = unet.config.projection_class_embeddings_input_dim - 6 * unet.config.addition_time_embed_dim
        inputs["added_cond_kwargs"] = {
            "text_embeds": torch.randn(2, pooled, dtype=dtype),
            "time_ids": torch.full((2, 6), float(side), dtype=dtype),
        }
    times = []
    with torch.no_grad():
        for _ in range(5):
            start = time.perf_counter()
            unet(**inputs, return_dict=False)
            times.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{folder} at {side}x{side} in {type_name}: {statistics.median(times[1:]):.3f} s per step, peak {peak:.2f} GB, "
          f"torch {torch.__version__}, {torch.get_num_threads()} threads")


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
