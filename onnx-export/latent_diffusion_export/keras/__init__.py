"""Networks of Keras layers, as TensorFlow.js stores them, as ONNX graphs with the same 8-bit weights."""
