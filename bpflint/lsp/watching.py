"""Files that decide what is said of open documents: which of them have changed on the disk.

The client tells of changes below its folders where it can. What a source includes may lie outside of them, and some
editors (Neovim on Linux) tell nothing, so the server looks at the times of the files itself as well.
"""

from __future__ import annotations

from typing import Any, Final

from lsprotocol import types

INTERVAL_S: Final = 1.0
"""How often the times are looked at."""
_PATTERNS: Final = (
    "**/bpflint.toml",
    "**/pyproject.toml",
    "**/compile_commands.json",
    "**/*.h",
    "**/*.inc",
    "**/*.c",
)


def registrations(workspace: types.WorkspaceClientCapabilities | None) -> list[types.Registration]:
    """What the client is asked to tell of, as far as it lets itself be asked."""
    found = []
    watching = workspace.did_change_watched_files if workspace else None
    if watching and watching.dynamic_registration:
        options: Any = types.DidChangeWatchedFilesRegistrationOptions(
            [types.FileSystemWatcher(pattern) for pattern in _PATTERNS]
        )
        found.append(types.Registration("watched", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    settings = workspace.did_change_configuration if workspace else None
    if settings and settings.dynamic_registration:
        options = types.DidChangeConfigurationRegistrationOptions("bpflint")
        found.append(types.Registration("settings", types.WORKSPACE_DID_CHANGE_CONFIGURATION, options))
    return found
