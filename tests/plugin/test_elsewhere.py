from __future__ import annotations

import pytest

from lepton_automl.plugin.elsewhere import where


@pytest.mark.parametrize(
    ("name", "package"), [("xgboost", "lepton-boosting"), ("onnx", "lepton-onnx")]
)
def test_what_a_package_of_ours_offers_is_told_with_its_name(name, package):
    assert where(name, ["ridge"]).endswith(f"pip install {package}.")


def test_all_else_gets_the_near_miss():
    assert where("lasoo", ["lasso", "ridge"]) == "Did you mean 'lasso'?"
