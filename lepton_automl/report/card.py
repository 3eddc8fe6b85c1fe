"""The card of an artifact: what it is, for people, in Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

__all__ = ["card"]

HEAD = 10
NAMES_SHOWN = 12
BOARD = ("rank", "estimator", "score", "std", "weight", "folds", "seconds", "error")


def card(manifest: Mapping[str, Any]) -> str:
    """Return the text of ``card.md``.

    Parameters
    ----------
    manifest : mapping
        ``Manifest.to_json()``.
    """
    sections = (
        ("", _title(manifest)),
        ("What was asked", _question(manifest)),
        ("Data", _data(manifest)),
        ("Result", _result(manifest)),
        ("Members", _members(manifest)),
        ("Leaderboard", _leaderboard(manifest)),
        ("How to load it", _loading(manifest)),
        ("Versions", _versions(manifest)),
        ("Limits", _limits(manifest)),
    )
    parts = [f"## {title}\n\n{text}" if title else text for title, text in sections if text]
    return "\n\n".join(parts) + "\n"


def _title(manifest: Mapping[str, Any]) -> str:
    target = manifest.get("target")
    what = _text(target) if target else manifest["task"]["type"]
    return (
        f"# Model of {what}\n\n"
        f"Made by lepton_automl {manifest['lepton_automl']} on {manifest['created']}."
    )


def _question(manifest: Mapping[str, Any]) -> str:
    task = manifest["task"]
    lines = [f"- task: {task['type']}", f"- score: {manifest['metric']} (greater is better)"]
    if task["classes"] is not None:
        lines.append(f"- classes: {_text(_listed(map(str, task['classes'])))}")
    if outputs := task.get("outputs"):
        lines.append(f"- a row of: {_text(_listed(map(str, outputs)))}")
    settings = manifest["settings"].items()
    chosen = [f"{k}={v}" for k, v in settings if v is not None and k != "task"]
    if chosen:
        lines.append(f"- settings: {_text(', '.join(chosen))}")
    return "\n".join(lines)


def _data(manifest: Mapping[str, Any]) -> str:
    task = manifest["task"]
    schema = task["schema"]
    lines = [f"{task['n_rows']:,} rows; X is of the form {schema['form']}."]
    if schema["columns"] is None:
        one = schema["inputs"][0]
        lines.append(f"One input of the kind {one['kind']}, {one['width']:,} numbers a row.")
    else:
        kinds = Counter(i["kind"] for i in schema["inputs"])
        rows = [
            (kind, count, _listed(i["name"] for i in schema["inputs"] if i["kind"] == kind))
            for kind, count in kinds.most_common()
        ]
        lines.append(_table(("kind", "columns", "names"), rows))
    if schema["left_out"]:
        lines.append("Left out, and not learned from:")
        lines.append(_table(("column", "reason"), schema["left_out"]))
    return "\n\n".join(lines)


def _result(manifest: Mapping[str, Any]) -> str:
    ours, trivial = manifest["ensemble_score"], manifest["baseline_score"]
    rows = [("this model", _number(ours)), ("baseline", _number(trivial))]
    text = _table(("", manifest["metric"]), rows)
    text += "\n\nOn rows that the scored models had not seen. "
    if ours is not None and trivial is not None and ours <= trivial:
        text += "**The model is no better than the baseline, which ignores X.** "
    return text + (
        "The ensemble was chosen by the same rows, so its score is a little too good; "
        "a held-out set tells more (`lepton evaluate`)."
    )


def _members(manifest: Mapping[str, Any]) -> str:
    rows = [
        (
            _number(m["weight"]),
            m["candidate"]["estimator"],
            _number(m["score"]),
            ", ".join(f"{k}={_value(v)}" for k, v in m["candidate"]["params"].items()),
        )
        for m in manifest["members"]
    ]
    return _table(("weight", "estimator", "score", "parameters"), rows) if rows else ""


def _leaderboard(manifest: Mapping[str, Any]) -> str:
    board = manifest["leaderboard"]
    if not board:
        return ""
    names = [name for name in BOARD if name in board[0]]
    text = _table(names, [[_cell(row[name]) for name in names] for row in board[:HEAD]])
    failed = sum(1 for row in board if row.get("error"))
    return f"{text}\n\n{len(board)} candidates were tried, {failed} of them failed."


def _loading(manifest: Mapping[str, Any]) -> str:
    text = '```python\nimport lepton_automl\n\nmodel = lepton_automl.load("FOLDER")\n'
    text += "model.predict(X)\n```\n\n`lepton predict FOLDER data.csv` does it for a file."
    if manifest["format"] == "joblib":
        text += (
            ' `joblib.load("FOLDER/model.joblib")` gives the scikit-learn object, which takes '
            "data in their canonical form; lepton_automl itself is needed for that only if "
            "`modules` in `manifest.json` names it."
        )
    return text + " A model file is a program: load only what you trust."


def _versions(manifest: Mapping[str, Any]) -> str:
    rows = [("python", manifest["python"]), ("lepton_automl", manifest["lepton_automl"])]
    rows += sorted(manifest["packages"].items())
    text = _table(("package", "version"), rows)
    others = sorted({_offer(p) for p in manifest["plugins"] if not _ours(p)})
    return f"{text}\n\nPlugins used: {'; '.join(others)}." if others else text


def _limits(manifest: Mapping[str, Any]) -> str:
    return (
        "- It knows only rows like those it learned from; nothing warns when data drift.\n"
        "- Scores say nothing of single groups of rows; evaluate those by themselves.\n"
        "- What correlates with the target in these data need not cause it.\n"
        "- Other versions of the packages above may predict differently or fail to load it."
    )


def _ours(plugin: Mapping[str, str]) -> bool:
    return plugin["source"] == "lepton_automl"


def _offer(plugin: Mapping[str, str]) -> str:
    return _text(
        f"{plugin['name']} ({plugin['sort']}) of {plugin['plugin']}, {plugin['source']}"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *([_text(v) for v in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    shown = ", ".join(found[:NAMES_SHOWN])
    more = len(found) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


def _cell(value: Any) -> str:
    return "" if value is None else _value(value)


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.4g}"


def _value(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _text(value: Any) -> str:
    """Return a value as text that Markdown shows as it is, on one line."""
    text = " ".join(str(value).split())
    for sign in ("\\", "`", "*", "_", "|", "<", "[", "]"):
        text = text.replace(sign, f"\\{sign}")
    return text
