"""Graph templates: an exported graph without its weights, as a zip of `model.onnx` and `template.json`.

The runtime loads `.safetensors` checkpoints by adding their weights to a template. `template.json` has:

- `format` 1; `component`, the kind of graph (unet, transformer, controlnet, vae_encoder, vae_decoder, text_encoder, preview_decoder);
- `class`, the diffusers or transformers class; `config`, the values of its configuration that can change the graph; `defaults`, the
  class's own for them, which hold where a `config.json` leaves one out;
- `pipelines`, the pipeline classes (`_class_name` of `model_index.json`) whose graphs have these inputs and outputs;
- `residuals`, whether a U-Net also takes a ControlNet's residuals;
- `original_prefixes`, where it is known how checkpoints of the original code name their weights: the prefix of the keys below, and
  others that stand in its place in some files;
- `parameters`: `name` (of PyTorch, and in the graph), `shape`, `aliases` (other names in diffusers folders; optional) and `original`
  (optional): `key`, `rows` ([first, count] of the first dimension), `transpose`, `swap_halves` (the halves of the first dimension).
"""
