from sklearn.linear_model import Ridge

from lepton_automl.report import leaderboard, repr_html
from lepton_automl.report.html import table_html


def test_the_leaderboard_and_the_diagram_are_shown(make):
    html = repr_html(leaderboard(make(ridge=[0.5, 0.6, 0.7])), Ridge(alpha=7), heading="A fit")
    assert "<strong>A fit</strong>" in html
    assert "<td>ridge</td>" in html
    assert "sk-estimator" in html


def test_what_others_wrote_is_shown_as_text(make):
    board = leaderboard(make(bad=["<script>alert(1)</script> & more"]))
    html = repr_html(board, Ridge(), heading="<i>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html
    assert "<strong>&lt;i&gt;</strong>" in html


def test_a_long_leaderboard_is_cut_and_says_so(make):
    board = leaderboard(make(n_splits=1, **{f"m{i}": [i / 100] for i in range(25)}))
    html = repr_html(board, Ridge(), head=5)
    assert "<td>m20</td>" in html
    assert "<td>m19</td>" not in html
    assert "20 more" in html


def test_missing_values_are_empty_cells(make):
    html = table_html(leaderboard(make(n_splits=1, good=[0.123456789], bad=["no"])))
    assert "NaN" not in html
    assert "<NA>" not in html
    assert "0.1235" in html
