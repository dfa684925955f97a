"""Boosted trees as ONNX inside a model file: packed as text when trained, asked by onnxruntime when scored."""
