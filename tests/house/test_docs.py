"""What the documents say is so: hooks, blocks of code, the changelog, links."""

from __future__ import annotations

import inspect
import os
import re
import shutil
import subprocess

import pytest
from house.sources import DOCUMENTS, ROOT, blocks, environment, run

import lepton_automl
from lepton_automl.plugin import hookspecs

HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("lepton_"))
WITH_PYTHON = [d for d in DOCUMENTS if any(b.language == "python" for b in blocks(d))]
# They fit more than once, wait for a server, or draw a page of everything.
LONG = ("artifacts.md", "fit.md", "recipes.md", "report.md", "serve.md", "watch.md")
PAGES = [
    pytest.param(d, id=d.name, marks=pytest.mark.slow if d.name in LONG else ())
    for d in WITH_PYTHON
]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_documented_with_its_signature(hook):
    signature = f"{hook}{inspect.signature(getattr(hookspecs, hook))}".replace("'", "")
    assert signature in (ROOT / "docs/plugins.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_its_test(hook):
    tests = (ROOT / "tests/plugin/test_hookspecs.py").read_text(encoding="utf-8")
    assert f"def test_hook_{hook}(" in tests


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_says_when_it_is_called(hook):
    function = getattr(hookspecs, hook)
    said = inspect.getdoc(function) or ""
    for argument in inspect.signature(function).parameters:
        assert re.search(rf"^{argument} : ", said, re.M)


@pytest.mark.parametrize("page", PAGES)
def test_the_python_in_a_page_runs_from_top_to_bottom(page, tmp_path):
    # A budget is waited out, whatever is done with it. Where other tests run beside it, all of
    # a short one may be gone before the first model is there, and it says so.
    for seconds in (5, 30):
        answer = run_page(page, tmp_path / str(seconds), seconds)
        if "Give more, with time_budget" not in answer.stderr:
            break
    assert answer.returncode == 0, answer.stdout + answer.stderr


def run_page(page, folder, seconds):
    """Run a page as one script, as a reader would paste it: no guard, workers, no warnings."""
    for name in ("recipes", "plugins"):
        shutil.copytree(ROOT / name, folder / name)
    lines: list[str] = []
    for block in blocks(page):
        if block.title:
            file = folder / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.code, encoding="utf-8")
        elif block.language == "python":
            lines += [""] * (block.line - 1 - len(lines))  # errors name the page's lines
            budget = f"time_budget={seconds}"
            lines += re.sub(r"time_budget=\d+", budget, block.code).splitlines()
    script = folder / f"{page.stem}.py"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return run("-W", "error", script.name, cwd=folder)


def test_links_between_documents_lead_somewhere(document):
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_readme_fits_two_screens():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


def commands() -> list[str]:
    """Return the command lines on the README's first screen."""
    shell = (b for b in blocks(ROOT / "README.md") if b.language == "bash")
    return [line for line in next(shell).code.splitlines() if not line.startswith("#")]


def test_the_readme_begins_with_two_commands():
    first, second = commands()
    assert "lepton run recipes/breast_cancer.toml" in first
    assert "-m pytest" in second


def test_ci_runs_the_second_command_and_nothing_of_its_own():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    pattern = "^python3 -m venv .* -m pytest"
    assert f"grep -m1 -E '{pattern}' README.md" in script.read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(f"{pattern}.*$", readme, re.M) == [commands()[1]]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_first_command_works_in_a_fresh_checkout(tmp_path):
    files = ("README.md", "LICENSE", "pyproject.toml", "lepton_automl", "recipes")
    for name in files:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    answer = subprocess.run(
        ["bash", "-euc", commands()[0]],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert list(tmp_path.rglob("manifest.json"))


def test_the_changelog_tells_of_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\S+)", changelog, re.M)
    assert headings
    assert headings[0] in ("Unreleased", lepton_automl.__version__)
    assert lepton_automl.__version__ in headings


@pytest.mark.parametrize(
    "title",
    ["an estimator", "a metric", "a task type", "a kind", "a command"],
)
def test_contributing_tells_how_to_add_in_at_most_eight_steps(title):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"## Add {title}\n")[1].split("\n## ")[0]
    steps = [int(number) for number in re.findall(r"^(\d+)\. ", section, re.M)]
    assert steps == list(range(1, len(steps) + 1))
    assert 3 <= len(steps) <= 8


def test_files_that_contributing_names_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:lepton_automl|tests|docs|benchmarks)/[\w/.]+)`", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists() and "NAME" not in name] == []
