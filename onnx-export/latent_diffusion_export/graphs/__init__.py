"""One module per kind of model: how a loaded PyTorch module becomes ONNX graphs, read from the module's own configuration."""
