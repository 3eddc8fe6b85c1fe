import numpy as np
import pytest
from lepton_onnx import counters
from lepton_onnx.counters import FIRST, N_CODES, codes_by_hash, looked_up, of_codes
from lepton_onnx.graph import DOUBLE, Graph
from lepton_onnx.model import session

from lepton_automl.plugin import ExportError

HASHES = {-1: -5, 0: 17, 1: 99}
STATISTIC = {
    "ctr_type": "Borders",
    "elements": [{"cat_feature_index": 0, "combination_element": "cat_feature_value"}],
    "identifier": "it",
    "prior_numerator": 0.5,
    "prior_denomerator": 1,
    "shift": 0,
    "scale": 15,
    "target_border_idx": 0,
}


def model(counts, denominator=0):
    kept = [str(counters.NOBODY), *["0"] * len(counts[0])]
    for code, found in zip(HASHES, counts, strict=False):
        kept += [str(counters._combined(HASHES[code])), *found]
    data = {
        "hash_map": kept, "hash_stride": 1 + len(counts[0]), "counter_denominator": denominator
    }  # fmt: skip
    return {"ctr_data": {"it": data}}


def test_shares_of_a_class_are_drawn_towards_the_prior():
    table = of_codes(STATISTIC, model([(1, 3), (4, 0)]), HASHES, "path")
    assert table[0] == pytest.approx(15 * (3 + 0.5) / (4 + 1))
    assert table[1] == pytest.approx(15 * 0.5 / 5)
    assert np.allclose(table[2:], 15 * 0.5)  # known to nobody


def test_counts_are_shares_of_the_greatest():
    statistic = {**STATISTIC, "ctr_type": "Counter"}
    table = of_codes(statistic, model([(6,), (9,)], denominator=9), HASHES, "path")
    assert table[:3] == pytest.approx([15 * 6.5 / 10, 15 * 9.5 / 10, 15 * 0.5 / 10])


def test_categories_beyond_those_asked_for_are_refused():
    with pytest.raises(ExportError, match=f"more than {N_CODES} categories"):
        of_codes(STATISTIC, model([(1, 3), (4, 0)]), {-1: -5}, "path")


@pytest.mark.parametrize(
    "change", [{"ctr_type": "Median"}, {"elements": STATISTIC["elements"] * 2}]
)
def test_other_statistics_are_refused(change):
    with pytest.raises(ExportError, match="is unknown"):
        of_codes({**STATISTIC, **change}, model([(1, 3)]), HASHES, "path")


def test_hashes_are_signed():
    entries = [{"hash": 2**32 - 5, "value": "-1"}, {"hash": 17, "value": "0"}]
    assert codes_by_hash({"features_info": {"cat_features_hash": entries}}) == {-5: -1, 17: 0}


def test_codes_that_nobody_knows_have_the_last_entry():
    graph = Graph()
    table = np.arange(N_CODES + 1.0)
    x = graph.input("x", DOUBLE, [None, 1])
    graph.output("y", looked_up(graph, x, table), DOUBLE, [None, 1])
    codes = np.array([[FIRST], [0.0], [3.0], [N_CODES], [1e30], [-7.0]])
    found = session(graph.model().SerializeToString()).run(None, {"x": codes})[0]
    assert found.ravel().tolist() == [0.0, 1.0, 4.0, N_CODES, N_CODES, N_CODES]
