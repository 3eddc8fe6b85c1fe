import numpy as np
import pytest
from report.page.draw.seen import points, texts

from lepton_automl.report.page.draw import values
from lepton_automl.report.page.residuals import residuals


@pytest.fixture(scope="module")
def found():
    random = np.random.default_rng(0)
    y = random.normal(size=120)
    return residuals(y, y + random.normal(size=120) / 3, np.zeros(120), random_state=0)


def test_each_row_is_a_point(found):
    svg = values.against(found)
    assert points(svg, "accent") == 120
    assert {"predicted", "true", "as it should be"} <= set(texts(svg))


def test_residuals_are_beside_the_baselines(found):
    assert {"model", "baseline"} <= set(texts(values.left_over(found)))
    alone = residuals(np.arange(9.0), np.zeros(9), None, random_state=0)
    assert "baseline" not in texts(values.left_over(alone))


def test_the_band_is_named(found):
    assert {"90 % of rows", "half of them", "middle"} <= set(
        texts(values.left_over_by_value(found))
    )
