"""Ensembles are taken apart; what is no network is named."""

from __future__ import annotations

import numpy as np
import pytest
from lepton_keras.exports.parts import parts_of
from sklearn.calibration import CalibratedClassifierCV
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import VotingClassifier
from sklearn.pipeline import make_pipeline

from lepton_automl.plugin import ExportError


def test_members_have_their_share(voted):
    parts = parts_of(voted[0])

    assert [part.weight for part in parts.members] == [0.75, 0.25]
    assert parts.kind == "image"
    assert parts.temperature == 1.0


def test_a_network_alone_is_one_whose_rows_are_prepared_elsewhere(trained):
    (part,) = parts_of(trained).members

    assert part.prepare is None
    assert part.feed(np.zeros((2, 8, 8, 1)))["image"].dtype == np.float32


def test_what_is_no_network_is_named(trained):
    pairs = [("n", trained), ("d", make_pipeline(DummyClassifier()))]
    vote = VotingClassifier(pairs, voting="soft")
    vote.estimators_ = vote.named_estimators_ = [trained, pairs[1][1]]

    with pytest.raises(ExportError, match="DummyClassifier is no network"):
        parts_of(vote)


def test_classes_that_were_calibrated_each_for_itself_are_refused():
    X, y = np.arange(12)[:, None], np.arange(12) % 3
    model = CalibratedClassifierCV(DummyClassifier(), ensemble=False, cv=2).fit(X, y)

    with pytest.raises(ExportError, match="calibrated class by class"):
        parts_of(model)
