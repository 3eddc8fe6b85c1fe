"""Without MLflow there is nothing here to import; ``tests/test_installed.py`` says so."""

from importlib.util import find_spec

MISSING = [name for name in ("mlflow", "lepton_mlflow") if find_spec(name) is None]
NEED_IT = [f"tests/test_{name}.py" for name in ("flavor", "logger", "plugin")]

collect_ignore_glob = ["src/*", *NEED_IT] if MISSING else []
