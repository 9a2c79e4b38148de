"""A U-Net that sees the prompts of the weighted syntax in place of the ones that a diffusers pipeline has encoded."""

import contextlib

import torch

from . import prompt_syntax


class WeightedUNet:
    """Stands in for `unet.forward`. Guidance and schedulers stay the pipeline's; what `AND` joins is handed to it as one prediction."""

    def __init__(self, model, arguments: dict, count: int, steps: int) -> None:
        """`arguments` are the pipeline's, `count` its pictures, `steps` how often it calls the U-Net."""
        self._model, self._arguments, self._count, self._steps = model, arguments, count, steps
        self._forward, self._before = model.unet.forward, float("-inf")
        self._parts = prompt_syntax.conjunction(arguments["prompt"])

    def __call__(self, sample, timestep, encoder_hidden_states, added_cond_kwargs=None, **options):
        # Timesteps fall, or stay, until another generation begins.
        self._step = 1 if timestep > self._before else self._step + 1
        self._before = timestep
        guided, composed = len(sample) == 2 * self._count, len(self._parts) > 1 or self._parts[0][1] != 1
        negative = self._arguments.get("negative_prompt")
        prompts = [part for part, _ in self._parts] + [negative or ""] * (guided or composed)
        texts = [prompt_syntax.at_step(prompt, step, self._steps) for prompt in prompts for step in range(1, self._steps + 1)]
        chunks = max(len(prompt_syntax.chunks(text, tokenizer)) for text in texts for tokenizer in self._tokenizers())
        sample, added = sample[-self._count:], added_cond_kwargs or {}
        sizes = {name: value[-self._count:] for name, value in added.items()}

        def predict(text: str, zeros: bool = False) -> torch.Tensor:
            states, pooled = self._encode(prompt_syntax.at_step(text, self._step, self._steps), chunks)
            if zeros:
                states, pooled = torch.zeros_like(states), torch.zeros_like(pooled)
            conditions = sizes | {"text_embeds": pooled.expand(self._count, -1)} if sizes else added_cond_kwargs
            states = states.expand(self._count, -1, -1)
            return self._forward(sample, timestep, encoder_hidden_states=states, added_cond_kwargs=conditions, **options)[0]

        predictions = [predict(text) for text, _ in self._parts]
        if not guided and not composed:
            return (predictions[0],)
        away = predict(negative or "", zeros=negative is None and self._model.config.get("force_zeros_for_empty_prompt", False))
        toward = away + sum(weight * (prediction - away) for (_, weight), prediction in zip(self._parts, predictions))
        return (torch.cat([away, toward]) if guided else toward,)

    def _tokenizers(self):
        return [component for name, component in self._model.components.items() if name.startswith("tokenizer")]

    def _encode(self, text: str, count: int) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Hidden states of all encoders and chunks, and the pooled state of the last encoder for the first chunk."""
        encoders = [component for name, component in self._model.components.items() if name.startswith("text_encoder")]
        sides = []
        for encoder, tokenizer in zip(encoders, self._tokenizers(), strict=True):
            chunks = prompt_syntax.chunks(text, tokenizer)
            chunks += prompt_syntax.chunks("", tokenizer) * (count - len(chunks))
            outputs = [encoder(torch.tensor([ids]), output_hidden_states=True) for ids, _ in chunks]
            states = [emphasized(self._states(encoder, output), weights) for output, (_, weights) in zip(outputs, chunks)]
            sides.append(torch.cat(states, dim=1))
            pooled = outputs[0].get("text_embeds")
        return torch.cat(sides, dim=2), pooled

    def _states(self, encoder, output) -> torch.Tensor:
        skip = self._arguments.get("clip_skip", 0)
        if "text_encoder_2" in self._model.components:
            return output.hidden_states[-2 - skip]
        return encoder.final_layer_norm(output.hidden_states[-1 - skip]) if skip else output.last_hidden_state


def emphasized(states: torch.Tensor, weights: list[float]) -> torch.Tensor:
    """Each token's states times its weight, all scaled to the mean that they had (modules/sd_emphasis.py, `EmphasisOriginal`)."""
    weighted = states * torch.tensor(weights)[:, None]
    return weighted * (states.mean() / weighted.mean())


@contextlib.contextmanager
def replaced(unet, forward):
    """Lets another function predict."""
    unet.forward = forward
    try:
        yield
    finally:
        del unet.forward


def calls_of(case, model) -> int:
    """How often a case's pipeline calls the U-Net; a case runs its pipeline twice."""
    calls = []

    def counted(sample, *_, **__):
        calls.append(1)
        return (sample[:, :4],)

    with replaced(model.unet, counted):
        case.run(model)
    return len(calls) // 2
