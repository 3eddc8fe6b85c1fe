"""What of this package can be imported for its doctests: all of it only where Keras can."""

from __future__ import annotations

from lepton_keras.networks.backend import requirements

from lepton_automl._lazy import missing_packages

NETWORKS = not missing_packages(requirements())
OF_KERAS = ("networks/layers.py", "face/layers.py", "face/models.py")
collect_ignore = [] if NETWORKS else [f"src/lepton_keras/{name}" for name in OF_KERAS]
