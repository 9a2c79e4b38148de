"""Captions as the U-Net's inputs, encoded as the pipeline itself does when it draws."""

import torch


class Conditioning:
    def __init__(self, pipeline, size: int, device: torch.device):
        self._pipeline, self._size, self._device = pipeline, size, device
        self._is_xl = hasattr(pipeline, "text_encoder_2")

    def __call__(self, captions: list[str]) -> dict:
        embeddings, _, *pooled = self._pipeline.encode_prompt(prompt=captions, device=self._device, num_images_per_prompt=1,
                                                              do_classifier_free_guidance=False)
        if not self._is_xl:
            return {"encoder_hidden_states": embeddings}
        pooled = pooled[0]
        if self._pipeline.config.force_zeros_for_empty_prompt:
            told = torch.tensor([bool(caption) for caption in captions], device=self._device, dtype=embeddings.dtype)
            embeddings, pooled = embeddings * told[:, None, None], pooled * told[:, None]
        side = float(self._size)
        # original size, crop's corner, target size (Podell et al. 2023, section 2.2)
        time_ids = torch.tensor([[side, side, 0.0, 0.0, side, side]] * len(captions), device=self._device)
        return {"encoder_hidden_states": embeddings, "added_cond_kwargs": {"text_embeds": pooled, "time_ids": time_ids}}
