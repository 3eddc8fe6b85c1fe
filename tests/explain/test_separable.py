import numpy as np
import pytest
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from lepton_automl.explain.separable import owners

INDICATED = SimpleImputer(add_indicator=True)


@pytest.mark.parametrize("sparse_output", [False, True])
def test_each_prepared_feature_is_traced_to_its_column(table, sparse_output):
    prepare = make_column_transformer(
        (OneHotEncoder(sparse_output=sparse_output), ["colour"]),
        (INDICATED, ["size", "sold"]),
        (StandardScaler(), ["age"]),
        sparse_threshold=1.0 if sparse_output else 0.0,
    ).fit(table.X)
    owner, ours, theirs = owners(prepare, table.take(np.arange(20)), table)
    assert owner.tolist() == [1, 1, 1, 0, 2, 0, 3]
    assert (ours.shape, theirs.shape) == ((20, 7), (60, 7))


def test_a_feature_of_several_columns_is_told(numbers):
    prepare = PCA(2).fit(numbers.X)
    assert owners(prepare, numbers.take([0, 1, 2]), numbers) is None


def test_a_feature_that_is_constant_here_belongs_to_nobody(numbers):
    prepare = StandardScaler().fit(numbers.X)
    same = numbers.with_column(1, np.zeros(50))
    owner, _, _ = owners(prepare, same.take([0, 1]), same)
    assert owner.tolist() == [0, -1, 2, 3]


def test_missing_numbers_are_kept_apart_from_all_others(table):
    prepare = make_column_transformer(("passthrough", ["size", "age"])).fit(table.X)
    _, ours, _ = owners(prepare, table, table.take([1, 2]))
    assert np.isinf(ours[::7, 0]).all()
