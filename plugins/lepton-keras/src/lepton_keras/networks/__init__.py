"""Keras networks as scikit-learn estimators. Nothing here imports Keras before it is needed."""
