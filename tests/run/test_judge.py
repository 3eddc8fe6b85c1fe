"""A fit is ended where it is among the worst quarter of its rivals, and not before."""

import math

import pytest

from lepton_automl.run.judge import ENOUGH, WARM_UP, Judge

STEPS = range(1, 7)


def rivals(count):
    """Return what fits reported that came to their end at different heights."""
    return [tuple((s, i / count * s) for s in STEPS) for i in range(count)]


def told(judge, scores):
    """Return the step at which a judge says stop; None if it never does."""
    return next((s for s, score in zip(STEPS, scores, strict=False) if judge(s, score)), None)


def test_a_fit_among_the_worst_is_ended_and_told_why():
    judge = Judge(rivals(5))
    assert told(judge, [-1.0] * 6) == WARM_UP + 1
    assert (
        judge.stopped
        == "at step 3 it was at -1, worse than three quarters of the 5 fits before it"
    )
    assert judge.reports == [(1, -1.0), (2, -1.0), (3, -1.0)]


def test_a_fit_in_the_lower_half_comes_to_its_end():
    judge = Judge(rivals(5))
    assert told(judge, [0.3 * step for step in STEPS]) is None
    assert judge.stopped is None
    assert len(judge.reports) == len(STEPS)


def test_the_best_that_it_was_counts():
    assert told(Judge(rivals(5)), [9.0, -1.0, -1.0, -1.0, -1.0, -1.0]) is None


def test_of_few_rivals_nothing_follows():
    assert told(Judge(rivals(ENOUGH - 1)), [-1.0] * 6) is None
    assert told(Judge(), [-1.0] * 6) is None


def test_steps_at_which_few_reported_are_passed_over():
    short = [reports[:3] for reports in rivals(3)]
    long = rivals(3)
    scores = [0.0, 0.0, 0.3, 0.3, 0.3, 0.3]
    assert told(Judge([*short, *long]), scores) is None
    assert told(Judge([*long, *long]), scores) == 4


def test_what_is_not_a_number_does_not_go_on():
    assert told(Judge(rivals(5)), [math.nan] * 6) == WARM_UP + 1


@pytest.mark.parametrize("times", [1, 2])
def test_the_answer_depends_on_the_reports_alone(times):
    scores = [0.1, 0.5, 0.6, 1.4, 1.9, 2.0]
    assert told(Judge(rivals(9)), scores) == told(Judge(rivals(9)), scores) == 3


def test_once_told_to_stop_it_stays_so():
    judge = Judge(rivals(5))
    told(judge, [-1.0] * 6)
    reason = judge.stopped
    assert judge(4, 100.0)
    assert judge.stopped == reason
