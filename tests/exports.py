"""What ``mentorlog export`` of the whole journal wrote, read back."""

from __future__ import annotations

import json
from typing import Any


def tables(exported: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of each table, without the table's name."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in map(json.loads, exported.splitlines()[1:-1]):
        found.setdefault(row.pop("table"), []).append(row)
    return found
