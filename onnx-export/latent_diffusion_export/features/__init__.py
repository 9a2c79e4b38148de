"""Networks that evaluation takes features with: a folder with `network.json`, `model.onnx` and, for CLIP, the encoder of prompts."""
