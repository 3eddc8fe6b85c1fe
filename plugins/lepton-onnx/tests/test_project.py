import pytest
from sklearn.decomposition import PCA, TruncatedSVD


@pytest.mark.parametrize(
    "step", [TruncatedSVD(2, random_state=0), PCA(2), PCA(3, whiten=True)], ids=str
)
def test_projections_are_the_same(step, numbers, same):
    X, *_, strange = numbers
    same(step.fit(X), strange)
