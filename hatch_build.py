"""Puts the compiled form of rules/ into the wheel, so that an installed bpflint never reads YAML.

The form is made anew for each wheel from the rules beside this file, and is in neither git nor the sdist. An editable
install leaves it beside the rules themselves, where it serves until they change.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent


def write_compiled(rules: Path, directory: Path) -> dict[str, str]:
    """Write the compiled form of each part of `rules` to `directory`: the file written, and its place within rules/."""
    sys.path.insert(0, str(ROOT))
    try:
        from bpflint.base.compiled_rules import COMPILED, text_of
        from bpflint.kernel.compile_facts import compile_rules
        from bpflint.kernel.compile_protocols import compile_protocols
        from bpflint.policy.rules import compile_pages
    finally:
        sys.path.remove(str(ROOT))
    written: dict[str, str] = {}
    for part, compile_part in ((".", compile_rules), ("checks", compile_pages), ("protocols", compile_protocols)):
        path = directory / f"{len(written)}-{COMPILED}"
        path.write_text(text_of(compile_part(rules / part)))
        written[str(path)] = (Path(part) / COMPILED).as_posix()
    return written


def leave_compiled(rules: Path) -> None:
    """Write the compiled form of each part of `rules` beside it."""
    with tempfile.TemporaryDirectory(prefix="bpflint-build-") as directory:
        for path, place in write_compiled(rules, Path(directory)).items():
            shutil.copyfile(path, rules / place)


class CustomBuildHook(BuildHookInterface[Any]):
    """Runs before each build of a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules."""
        if version == "editable":
            with contextlib.suppress(OSError):  # in a checkout that is not to be written to, the user's cache serves
                leave_compiled(ROOT / "rules")
            return
        self.temporary = tempfile.TemporaryDirectory(prefix="bpflint-build-")
        for path, place in write_compiled(ROOT / "rules", Path(self.temporary.name)).items():
            build_data["force_include"][path] = f"bpflint/_rules/{place}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what `initialize` wrote."""
        del build_data, artifact_path
        if version != "editable":
            self.temporary.cleanup()
