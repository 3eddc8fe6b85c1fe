"""Keras' own way of writing models, behind lepton_automl's names: models, layers, data sets."""
