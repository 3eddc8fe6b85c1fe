"""The page in which a model is tried, in a real browser."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from urllib.parse import urlencode

import pytest
from serve.conftest import ROW, Client

from lepton_automl.serve import running
from lepton_automl.serve.page import PAGE, POLICY

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--virtual-time-budget=8000",
)


def test_the_page_holds_all_that_it_needs():
    assert not re.findall(r"""(?:src|href)=["'](?!data:|openapi\.json")""", PAGE)
    assert "http://" not in PAGE
    assert "https://" not in PAGE
    assert "@import" not in PAGE


def test_no_text_of_a_model_becomes_part_of_the_page():
    assert "innerHTML" not in PAGE
    assert "insertAdjacentHTML" not in PAGE


def test_its_policy_allows_its_own_script_alone():
    assert len(re.findall(r"'sha256-[\w+/]{43}='", POLICY)) == 2


def seen(address, tmp_path):
    """Return the page as it is once its script has run."""
    words = [CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path}", "--dump-dom", address]
    answer = subprocess.run(words, capture_output=True, text=True, timeout=100, check=True)
    return unescape(answer.stdout)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_shows_the_form_and_the_answer(people, tmp_path):
    words = {**ROW, "member": "true", "predict": "1"}
    with running(people) as url:
        page = seen(f"{url}/?{urlencode(words)}", tmp_path)
    assert "<title>people</title>" in page
    for column in ROW:
        assert f'data-column="{column}"' in page
    (answer,) = re.findall(r'<div id="answer" class="">(.*?)</div>', page)
    assert answer in ("no", "yes")
    assert page.count("<meter") == 2
    assert "curl 'http://127.0.0.1" in page


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_shows_what_is_wrong_beside_the_field(people, tmp_path):
    with running(people) as url:
        page = seen(f"{url}/?{urlencode({'age': '<b>old</b>', 'predict': 1})}", tmp_path)
    assert "Column 'age' must hold a number or null; row 0 holds '<b>old</b>'." in page
    assert re.search(r'<input[^>]*data-column="age"[^>]*class="wrong"', page)


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_shows_all_addresses_with_their_schemas(people, tmp_path):
    with running(people) as url:
        page = seen(url, tmp_path)
        document = Client(url)("/openapi.json").json
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            address = f"<summary><code>{method.upper()} {path}</code> {operation['summary']}"
            assert address in page
    (_, described) = page.split("<code>POST /predict</code>")
    described = described.split("</details>")[0]
    (body,) = re.findall(r"Body, application/json</p><pre>(.*?)</pre>", described, re.S)
    row = json.loads(body)["anyOf"][0]["items"]
    assert set(row["properties"]) >= set(ROW)
    assert "<code>422</code>" in described
    assert "$ref" not in described


@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
def test_a_browser_is_asked_for_the_token(people, tmp_path):
    with running(people, token="a-token-of-a-test") as url:
        page = seen(url, tmp_path)
    assert '<div id="entry">' in page
    assert "income" not in page
