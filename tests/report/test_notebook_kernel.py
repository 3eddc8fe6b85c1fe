"""A cell that fits, run by a real kernel, as a notebook runs it."""

import nbformat
import pytest
from nbclient import NotebookClient

FIT = """
from sklearn.datasets import load_iris
from lepton_automl import LeptonAutoML
X, y = load_iris(return_X_y=True, as_frame=True)
automl = LeptonAutoML(
    n_trials=40, estimators=["logistic_regression"], executor="inline", random_state=0
).fit(X, y)
"""


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What is below the cells, and the messages that put it there."""
    cells = [FIT, "automl", "LeptonAutoML(n_trials=4)", "print(automl.predict(X.head(2)))"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    heard = []

    class Client(NotebookClient):
        def process_message(self, message, cell, index):
            heard.append((index, message["msg_type"], message["content"]))
            return super().process_message(message, cell, index)

    folder = tmp_path_factory.mktemp("notebook")
    client = Client(notebook, timeout=100, resources={"metadata": {"path": str(folder)}})
    client.execute()
    return [cell.outputs for cell in notebook.cells], heard


@pytest.mark.slow
def test_a_fit_shows_one_output_that_is_updated_in_place(outputs):
    (shown,), heard = outputs[0][0], outputs[1]
    assert shown.output_type == "display_data"
    first = [kind for index, kind, _ in heard if index == 0 and "display" in kind]
    assert first[0] == "display_data"
    assert set(first[1:]) == {"update_display_data"}
    html = shown.data["text/html"]
    assert "ended after" in html
    assert "best neg_log_loss" in html
    assert html.startswith("<progress")
    assert "ended after" in shown.data["text/plain"]


@pytest.mark.slow
def test_while_it_goes_on_the_last_trials_are_a_table(outputs):
    pages = [
        content["data"]["text/html"]
        for index, kind, content in outputs[1]
        if index == 0 and "display" in kind
    ]
    assert any("<td>logistic_regression(" in page for page in pages[:-1])
    assert "<table>" not in pages[-1]


@pytest.mark.slow
def test_a_fitted_estimator_shows_its_leaderboard_and_pipeline(outputs):
    (shown,) = outputs[0][1]
    html = shown.data["text/html"]
    assert "logistic_regression" in html
    assert "sk-top-container" in html
    assert shown.data["text/plain"].startswith("LeptonAutoML(")


@pytest.mark.slow
def test_one_that_is_not_fitted_shows_itself_as_scikit_learn_does(outputs):
    (shown,) = outputs[0][2]
    assert "LeptonAutoML" in shown.data["text/html"]
    assert "sk-top-container" in shown.data["text/html"]


@pytest.mark.slow
def test_what_a_cell_prints_is_all_that_it_prints(outputs):
    ((printed),) = outputs[0][3]
    assert printed.text == "[0 0]\n"
