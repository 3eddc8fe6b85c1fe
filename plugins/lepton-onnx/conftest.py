"""What of this package is no module: the example is a script, which a test runs."""

from __future__ import annotations

collect_ignore = ["examples"]
