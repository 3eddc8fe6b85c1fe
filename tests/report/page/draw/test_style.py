from report.page.draw.seen import tree

from lepton_automl.report.page.draw.style import OTHERS, VARIABLES, figure, short, svg


def drawn(about="a line"):
    with figure() as (fig, ax):
        for i, colour in enumerate(VARIABLES):
            ax.plot([0, 1], [i, i], color=colour)
        return svg(fig, about)


def test_colours_are_the_pages_own():
    found = drawn()
    assert not [colour for colour in VARIABLES if colour in found]
    for name in VARIABLES.values():
        assert f"var(--{name})" in found
    assert len(set(OTHERS)) == len(OTHERS)


def test_what_it_says_of_itself_is_text():
    assert tree(drawn('"><script>alert(1)</script>')).get("aria-label").startswith('"><script>')


def test_two_figures_of_one_page_share_no_names():
    names = [{e.get("id") for e in tree(drawn(about)).iter()} - {None} for about in "ab"]
    assert names[0]
    assert not names[0] & names[1]


def test_a_figure_is_the_same_each_time():
    assert drawn() == drawn()


def test_a_figure_grows_no_further_than_its_text_can_be_read():
    style = tree(drawn()).get("style")
    assert style == "max-width:428px"


def test_short_names_stay():
    assert short("size", 4) == "size"
    assert len(short("a" * 50, 10)) == 10
