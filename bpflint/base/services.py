"""Services that read what is printed, and take some of it for commands."""

from __future__ import annotations

import os

_WATCHING = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")


def is_watched() -> bool:
    """True where such a service runs us."""
    return any(os.environ.get(name) for name in _WATCHING)
