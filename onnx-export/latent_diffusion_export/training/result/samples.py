"""Pictures for fixed prompts and seeds, by the pipeline itself."""

import torch
from torch import nn

from ..random_streams import Purpose, generator


class Sampler:
    def __init__(self, pipeline, context):
        self._pipeline, self._context = pipeline, context
        samples, pictures = context.settings.samples, context.pictures
        prompts = list(samples.prompts)
        if not prompts:
            stride = max(1, len(pictures) // samples.count)
            prompts = [record.captions[0] for record in pictures.records[::stride]][:samples.count]
        # Several seeds of few prompts: diversity is measured between pictures.
        self.prompts = [prompts[i % len(prompts)] for i in range(max(samples.count if not samples.prompts else 4, len(prompts)))]

    def draw(self) -> torch.Tensor:
        """float32 [n, 3, size, size] in -1..1."""
        samples, size = self._context.settings.samples, self._context.settings.data.size
        models = [model for model in self._pipeline.components.values() if isinstance(model, nn.Module) and model.training]
        for model in models:
            model.eval()
        try:
            with self._context.autocast():
                pictures = [self._pipeline(
                    prompt, num_inference_steps=samples.steps, guidance_scale=samples.guidance, height=size, width=size, output_type="pt",
                    generator=generator(self._context.seed, Purpose.SAMPLES, number)).images for number, prompt in enumerate(self.prompts)]
        finally:
            for model in models:
                model.train()
        return torch.cat(pictures).float().cpu() * 2 - 1
