"""Exports diffusers models to the ONNX folders that LatentDiffusion for .NET reads, and trains models."""
