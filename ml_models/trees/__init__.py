"""Boosted trees as an ONNX part of a model file: converted when trained, asked by onnxruntime when scored."""
