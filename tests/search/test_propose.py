"""Proposals: within the space, new, and the same whenever they are asked for."""

import pytest

from lepton_automl.candidate import Candidate
from lepton_automl.search import Proposer
from lepton_automl.search.propose import _told, relative_score
from lepton_automl.space import Choice, Float, Int, active, contains
from lepton_automl.trial import Fold, History

SPACE = {
    "kind": Choice("plain", "deep"),
    "depth": Int(1, 9, when={"kind": "deep"}),
    "rate": Float(1e-3, 1.0, log=True),
}


def known(n, seed=0):
    """Return a history in which a greater rate is better."""
    proposer = Proposer({"a": SPACE}, seed)
    history = History("score", 1)
    for number in range(n):
        candidate = proposer.propose(history, [], number)
        history.start(candidate, "search")
        history.add(candidate, Fold(0, score=candidate.params["rate"]))
    return history


def test_proposals_lie_within_the_space_with_the_parameters_that_exist():
    for trial in known(12):
        params = trial.candidate.params
        assert contains(SPACE, params) is None
        assert set(params) == {n for n, p in SPACE.items() if active(p, params)}


def test_proposals_are_new():
    assert len(known(15)) == 15


def test_proposals_depend_on_what_is_known_and_the_seed_alone():
    assert [t.candidate for t in known(8)] == [t.candidate for t in known(8)]
    assert [t.candidate for t in known(8)] != [t.candidate for t in known(8, seed=1)]


def test_proposals_go_where_scores_are_good():
    rates = [t.candidate.params["rate"] for t in known(30)]
    assert sum(rates[15:]) / 15 > 2 * sum(rates[:4]) / 4


def test_pending_candidates_are_not_proposed_again():
    tiny = {"a": {"x": Choice(1, 2)}}
    pending = [Candidate.of("a", {"x": 1})]
    found = Proposer(tiny, 0).propose(History("s", 1), pending, 1)
    assert found == Candidate.of("a", {"x": 2})


def test_nothing_is_proposed_when_all_is_known():
    tiny = Proposer({"a": {"x": Choice(1, 2)}}, 0)
    both = [Candidate.of("a", {"x": x}) for x in (1, 2)]
    assert tiny.propose(History("s", 1), both, 2) is None


def test_what_has_nothing_that_varies_is_never_proposed():
    assert Proposer({"a": {}}, 0).propose(History("s", 1), [], 0) is None


def test_better_families_are_proposed_more_often(history_of):
    history = history_of(good=[0.9] * 3, poor=[0.1] * 3)
    proposer = Proposer({"good": SPACE, "poor": SPACE}, 0)
    found = [proposer.propose(history, [], n).estimator for n in range(40)]
    assert found.count("good") > found.count("poor") > 0


def test_a_family_that_only_fails_is_left_alone():
    history = History("s", 1)
    for rate in (0.1, 0.2, 0.3):
        candidate = Candidate.of("bad", {"rate": rate})
        history.start(candidate, "search")
        history.add(candidate, Fold(0, error="no"))
    assert Proposer({"bad": SPACE}, 0).propose(history, [], 3) is None


def test_scores_are_compared_on_the_folds_that_both_have(history_of):
    history = history_of(whole=[0.9, 0.1, 0.1], begun=[0.8])
    assert relative_score(history.trials[Candidate.of("begun")], history) == pytest.approx(-0.1)
    assert relative_score(history.trials[Candidate.of("whole")], history) == 0.0


def test_a_failure_has_no_standing(history_of):
    history = history_of(whole=[0.9] * 3, failed=[None])
    assert relative_score(history.trials[Candidate.of("failed")], history) is None


def test_on_a_sample_only_what_was_learned_on_one_counts():
    history = History("s", 1)
    for rows, scores in ((50, (0.1, 0.2, 0.9)), (None, (0.99, 0.5, 0.4))):
        for x, score in zip((0.1, 0.2, 0.9), scores, strict=True):
            candidate = Candidate.of("a", {"x": x}, rows)
            history.start(candidate, "opening")
            history.add(candidate, Fold(0, score))
    told = [t.params["x"] for t in _told("a", {"x": Float(0.0, 1.0)}, history, [], 50)]
    assert told == [0.1, 0.2, 0.9]
    space = {"a": {"x": Float(0.0, 1.0)}}
    assert Proposer(space, 0, rows=50).propose(history, [], 6).rows == 50
