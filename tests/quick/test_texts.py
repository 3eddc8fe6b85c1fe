"""Weights of words and directions among them are those of scikit-learn."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfTransformer

from lepton_automl.quick.texts import condensing, weighing

RNG = np.random.default_rng(0)
COUNTS = sparse.csr_matrix(RNG.poisson(0.3, size=(40, 12)))
ROWS = sparse.vstack([COUNTS[:6], sparse.csr_matrix((1, 12))], format="csr")  # one of no words


@pytest.mark.parametrize("norm", ["l2", None])
@pytest.mark.parametrize("words", [{}, {"sublinear_tf": True}, {"use_idf": False}])
def test_weights_are_those_of_the_transformer(norm, words):
    made = TfidfTransformer(norm=norm, **words).fit(COUNTS)
    before = ROWS.toarray()
    found = weighing(made)(ROWS)
    assert np.allclose(found.toarray(), made.transform(ROWS).toarray(), rtol=1e-12, atol=0)
    assert np.array_equal(ROWS.toarray(), before)


def test_another_length_than_the_euclidean_is_left_to_the_transformer():
    assert weighing(TfidfTransformer(norm="l1").fit(COUNTS)) is None


@pytest.mark.parametrize("rows", [ROWS, COUNTS.astype(float)])
def test_directions_are_those_of_the_transformer(rows):
    made = TruncatedSVD(3, random_state=0).fit(COUNTS.astype(float))
    assert np.allclose(condensing(made)(rows), made.transform(rows), rtol=1e-12, atol=1e-12)
