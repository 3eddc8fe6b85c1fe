import numpy as np
import pytest
from sklearn import preprocessing as p

SCALERS = [
    p.StandardScaler(),
    p.StandardScaler(with_mean=False),
    p.StandardScaler(with_std=False),
    p.RobustScaler(),
    p.MinMaxScaler(),
    p.MinMaxScaler((-2, 3), clip=True),
    p.MaxAbsScaler(),
    p.MaxAbsScaler(clip=True),
]


@pytest.mark.parametrize("scaler", SCALERS, ids=str)
def test_scaled_numbers_are_the_same(scaler, numbers, holes, same):
    X, *_, strange = numbers
    X = np.column_stack([X, np.ones(len(X))])  # a column that never varies
    strange = np.column_stack([strange, np.full(len(strange), 7.0)])
    same(scaler.fit(X), holes(strange))
