import joblib
from sklearn.linear_model import Ridge

from lepton_automl.builtin.joblib_file import load, save


def test_the_model_is_one_plain_file(tmp_path):
    model = Ridge().fit([[0.0], [1.0]], [0.0, 1.0])
    save(model, tmp_path, None)
    assert [p.name for p in tmp_path.iterdir()] == ["model.joblib"]
    assert joblib.load(tmp_path / "model.joblib").coef_ == model.coef_


def test_what_was_saved_is_loaded(tmp_path):
    model = Ridge(alpha=3.0)
    save(model, tmp_path, None)
    assert load(tmp_path, None).alpha == 3.0
