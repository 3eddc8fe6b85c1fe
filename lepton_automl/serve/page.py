"""The page in which a model can be tried, as one file without anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import re
from importlib.resources import files

__all__ = ["PAGE", "POLICY"]

PAGE = (files("lepton_automl.serve") / "page.html").read_text(encoding="utf-8")


def _allowed(tag: str) -> str:
    """Return the hash of the page's script or style, which alone may run."""
    (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", PAGE, re.S)
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


POLICY = (
    f"default-src 'none'; connect-src 'self'; img-src data:; script-src {_allowed('script')}; "
    f"style-src {_allowed('style')}; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
