#!/usr/bin/env bash
# Makes the environment that exec.py runs in. The version is "local" for this checkout, "stable"
# for the last release, else a release's number.
set -e
HERE="$(cd "$(dirname "$0")" && pwd)"
VERSION=${1:-"local"}
ROOT="$HERE/../../../.."

. "$HERE/.setup/setup_env"
. "$AMLB_ROOT/frameworks/shared/setup.sh" "$HERE" true
# The benchmark pins packages that are older than what lepton_automl works with.
PIP install -U -r "$HERE/requirements.txt"

if [[ "$VERSION" == "local" ]]; then
    PIP install -U "$ROOT" "$ROOT/plugins/lepton-boosting" "$ROOT/plugins/lepton-realmlp"
elif [[ "$VERSION" == "stable" ]]; then
    PIP install -U "lepton-automl[boosting,realmlp]"
else
    PIP install -U "lepton-automl[boosting,realmlp]==$VERSION"
fi

PY -c "import lepton_automl; print(lepton_automl.__version__)" > "$HERE/.setup/installed"
