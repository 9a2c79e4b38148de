"""Exports diffusers models to ONNX folders and writes the reference files of LatentDiffusion for .NET."""
