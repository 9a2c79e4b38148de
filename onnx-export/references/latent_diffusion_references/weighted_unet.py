"""A U-Net that sees the prompts of the weighted syntax in place of the ones that a diffusers pipeline has encoded.
ControlNets see them too."""

import contextlib

import torch

from . import prompt_syntax


class WeightedUNet:
    """Stands in for `unet.forward`. Guidance and schedulers stay the pipeline's; what `AND` joins is handed to it as one prediction."""

    def __init__(self, model, arguments: dict, count: int, steps: int) -> None:
        """`arguments` are the pipeline's, `count` its pictures, `steps` how often it calls the U-Net."""
        self._model, self._arguments, self._count, self._steps = model, arguments, count, steps
        self._forward, self._before = model.unet.forward, float("-inf")
        self._control_forward = model.controlnet.forward if "controlnet" in model.components else None
        self._parts = prompt_syntax.conjunction(arguments["prompt"])

    def control(self, sample, timestep, **options):
        """Stands in for `controlnet.forward`, which is run when the U-Net is, for each text."""
        self._control_options = options
        return [], None

    def __call__(self, sample, timestep, encoder_hidden_states, added_cond_kwargs=None, **options):
        # Timesteps fall, or stay, until another generation begins.
        self._step = 1 if timestep > self._before else self._step + 1
        self._before = timestep
        guided, composed = len(sample) == 2 * self._count, len(self._parts) > 1 or self._parts[0][1] != 1
        negative = self._arguments.get("negative_prompt")
        prompts = [part for part, _ in self._parts] + [negative or ""] * (guided or composed)
        texts = [prompt_syntax.at_step(prompt, step, self._steps) for prompt in prompts for step in range(1, self._steps + 1)]
        chunks = max(len(prompt_syntax.chunks(text, tokenizer)) for text in texts for tokenizer in self._tokenizers())
        sample = sample[-self._count:]
        sizes, options = self._of_one_branch(added_cond_kwargs or {}), self._of_one_branch(options)

        def predict(text: str, zeros: bool = False) -> torch.Tensor:
            skip = 0 if text == negative else self._arguments.get("clip_skip", 0)  # as in diffusers
            states, pooled = self._encode(prompt_syntax.at_step(text, self._step, self._steps), chunks, skip)
            if zeros:
                states, pooled = torch.zeros_like(states), torch.zeros_like(pooled)
            conditions = sizes | {"text_embeds": pooled.expand(self._count, -1)} if sizes else added_cond_kwargs
            states = states.expand(self._count, -1, -1)
            residuals = self._controlled(sample, timestep, states)
            return self._forward(sample, timestep, encoder_hidden_states=states, added_cond_kwargs=conditions, **options | residuals)[0]

        predictions = [predict(text) for text, _ in self._parts]
        if not guided and not composed:
            return (predictions[0],)
        away = predict(negative or "", zeros=negative is None and self._model.config.get("force_zeros_for_empty_prompt", False))
        toward = away + sum(weight * (prediction - away) for (_, weight), prediction in zip(self._parts, predictions))
        return (torch.cat([away, toward]) if guided else toward,)

    def _of_one_branch(self, inputs: dict) -> dict:
        """With the rows of the branch that follows the prompt, where there are several."""
        return {name: value[-self._count:] if torch.is_tensor(value) and value.ndim else value for name, value in inputs.items()}

    def _controlled(self, sample, timestep, states) -> dict:
        if self._control_forward is None:
            return {}
        options = self._control_options | {"controlnet_cond": [image[-self._count:] for image in self._control_options["controlnet_cond"]]}
        down, middle = self._control_forward(sample, timestep, **options | {"encoder_hidden_states": states})
        return {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}

    def _tokenizers(self):
        return [component for name, component in self._model.components.items() if name.startswith("tokenizer")]

    def _encode(self, text: str, count: int, skip: int) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Hidden states of all encoders and chunks, and the pooled state of the last encoder for the first chunk."""
        encoders = [component for name, component in self._model.components.items() if name.startswith("text_encoder")]
        sides = []
        for encoder, tokenizer in zip(encoders, self._tokenizers(), strict=True):
            chunks = prompt_syntax.chunks(text, tokenizer)
            chunks += prompt_syntax.chunks("", tokenizer) * (count - len(chunks))
            outputs = [encoder(torch.tensor([ids]), output_hidden_states=True) for ids, _ in chunks]
            states = [emphasized(self._states(encoder, output, skip), weights) for output, (_, weights) in zip(outputs, chunks)]
            sides.append(torch.cat(states, dim=1))
            pooled = outputs[0].get("text_embeds")
        return torch.cat(sides, dim=2), pooled

    def _states(self, encoder, output, skip: int) -> torch.Tensor:
        if "text_encoder_2" in self._model.components:
            return output.hidden_states[-2 - skip]
        return encoder.final_layer_norm(output.hidden_states[-1 - skip]) if skip else output.last_hidden_state


def emphasized(states: torch.Tensor, weights: list[float]) -> torch.Tensor:
    """Each token's states times its weight, all scaled to the mean that they had (modules/sd_emphasis.py, `EmphasisOriginal`)."""
    weighted = states * torch.tensor(weights)[:, None]
    return weighted * (states.mean() / weighted.mean())


@contextlib.contextmanager
def replaced(module, forward):
    """Lets another function compute what a module does, where there is one."""
    if module is None:
        yield
        return
    module.forward = forward
    try:
        yield
    finally:
        del module.forward


def calls_of(case, model) -> int:
    """How often a case's pipeline calls the U-Net; a case runs its pipeline twice."""
    calls = []

    def counted(sample, *_, **__):
        calls.append(1)
        return (sample[:, :4],)

    with replaced(model.unet, counted):
        case.run(model)
    return len(calls) // 2
