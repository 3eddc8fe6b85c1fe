"""What of this package can be imported for its doctests: its layers only where Keras can."""

from __future__ import annotations

from lepton_keras.networks.backend import requirements

from lepton_automl._lazy import missing_packages

NETWORKS = not missing_packages(requirements())
collect_ignore = [] if NETWORKS else ["src/lepton_keras/networks/layers.py"]
