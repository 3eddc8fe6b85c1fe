"""Networks as files that TensorFlow, or LiteRT, reads without this package."""
