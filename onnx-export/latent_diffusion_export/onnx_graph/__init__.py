"""From one PyTorch module to one verified `model.onnx`: description, trace, clean-up, storage, check."""
