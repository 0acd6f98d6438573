"""The inputs of the generator, read from JSON and keyed by release; and what is made of them, cell by cell.

What read_test_modules.py found joins the facts here, as sources of its releases.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rules_reviewed import REGISTERED_LATER, RELEASES

from bpflint.kernel.version import Version

TEST_MODULES = Path(__file__).resolve().parent / "test_modules"


PROTOS = "helper_protos"
MORE = "kfunc_sources_more"
"""The sources of releases that were not measured; the facts have them since their second edition."""
_IMPLICIT = re.compile(r"(\(|, )const struct bpf_prog_aux \*aux\)$")
"""The last parameter of a kfunc with KF_IMPLICIT_ARGS, which programs do not see and a build without its tag shows."""


@dataclass
class Cell:
    """One kfunc or helper on one release."""

    present: bool | None
    seen: bool = False
    prototype: str = ""
    certain: bool = True
    flags: tuple[str, ...] = ()
    allowed: tuple[str, ...] | None = None
    unknown: tuple[str, ...] = ()


@dataclass
class History:
    name: str
    cells: dict[Version, Cell] = field(default_factory=dict)
    disputes: list[dict[str, str]] = field(default_factory=list)

    @property
    def present(self) -> list[Version]:
        return [version for version, cell in self.cells.items() if cell.present]


class Inputs:
    """The measured and documented facts, keyed by release instead of build."""

    def __init__(self, directory: Path) -> None:
        def read(name: str) -> Any:
            return json.loads((directory / f"{name}.json").read_text())

        prototypes = read("kfunc_prototypes")
        self.builds: dict[Version, str] = {Version.parse(text): text for text in prototypes["_meta"]["kernels"]}
        self.prototypes: dict[str, dict[str, Any]] = prototypes["kfuncs"]
        for record in self.prototypes.values():
            for build in record.get("tag_lost_in_build", ()):
                if build in record["prototypes"]:
                    record["prototypes"][build] = _without_implicit(record["prototypes"][build])
        self.flags: dict[str, dict[str, list[str]]] = read("kfunc_flags")["kfuncs"]
        allow = read("kfunc_allowlist")
        self.probes: dict[str, dict[str, Any]] = allow["kernels"]
        self.allow: dict[str, dict[str, Any]] = allow["kfuncs"]
        self.docs: dict[str, dict[str, Any]] = read("kfunc_docs")["kfuncs"]
        self.sources: dict[str, Any] = read("kfunc_sources")["kernels"]
        # By release; of two trees of one release the later patch level, which the file lists last.
        self.more_sources: dict[Version, Any] = {
            Version.parse(text.partition("-")[0]): tree
            for text, tree in (read(MORE)["kernels"] if (directory / f"{MORE}.json").exists() else {}).items()
        }
        self.helpers: dict[str, dict[str, Any]] = read("helpers")["helpers"]
        # Since their second edition the facts have the prototypes that the verifier checks helpers by.
        has_protos = (directory / f"{PROTOS}.json").exists()
        self.helper_protos: dict[str, Any] = read(PROTOS)["helpers"] if has_protos else {}
        self.program_types: dict[str, Any] = read("program_types")
        self.enums: dict[str, Any] = read("kernel_enums")
        self.crosscheck: dict[str, Any] = read("crosscheck")
        self._require_newest()
        self.of_test_modules: set[str] = set()
        for file in sorted(TEST_MODULES.glob("*.json")):
            version = Version.parse(file.stem)
            if version in self.builds:
                self._add_test_modules(version, json.loads(file.read_text()))

    def _require_newest(self) -> None:
        """Says at once what the newest release lacks: much of the older ones is inferred from it."""
        newest = RELEASES[-1]
        build = self.builds.get(newest)
        if build is None:
            raise SystemExit(f"kfunc_prototypes.json: no build of {newest}, the last line of tools/releases.txt")
        if build not in self.probes:
            raise SystemExit(f"kfunc_allowlist.json: 'kernels' lacks the build {build}")
        if str(newest) not in self.sources:
            raise SystemExit(f"kfunc_sources.json: 'kernels' lacks the release {newest}")

    def _add_test_modules(self, version: Version, content: dict[str, Any]) -> None:
        sets = self.sources.setdefault(str(version), {})
        for name, each in content["sets"].items():
            registered = [{"prog_type": program_type} for program_type in each["program_types"]]
            sets[name] = {"file": content["source"], "functions": each["functions"], "registered": registered}
            for function, record in each["functions"].items():
                self.of_test_modules.add(function)
                known = self.prototypes.setdefault(function, {"prototypes": {}})
                known["test"] = True
                known["prototypes"][self.build(version)] = record["prototype"]
                known.setdefault("origin", {})[self.build(version)] = f"module {each['module']}"

    def build(self, version: Version) -> str:
        return self.builds[version]

    def in_sources(self, name: str, version: Version) -> list[dict[str, Any]]:
        """The kfunc sets of that release's sources that hold the kfunc."""
        return [each for each in self.sources.get(str(version), {}).values() if name in each["functions"]]

    def since(self, name: str) -> Version | None:
        text = self.docs.get(name, {}).get("since", {}).get("version")
        return Version.parse(text) if text else None

    def removed(self, name: str) -> Version | None:
        """The release that lacks it, by the documentation's notes; a removal counts before a renaming."""
        notes = [note for note in self.docs.get(name, {}).get("notes", []) if note.get("version")]
        for kinds in (("removed", "removed, replaced by"), ("replaced by", "renamed to")):
            for note in notes:
                if note["kind"] in kinds:
                    return Version.parse(note["version"])
        return None

    def documented_types(self, name: str) -> dict[str, Version | None]:
        types = self.docs.get(name, {}).get("program_types", {})
        found = {key: Version.parse(value["version"]) if value.get("version") else None for key, value in types.items()}
        for name_of_set in self.docs.get(name, {}).get("sets", {}):
            found |= REGISTERED_LATER.get(name_of_set, {})
        return found

    def loaded(self, kfunc: str, version: Version) -> list[str]:
        """The program variants loaded to measure whether they may call the kfunc, on a release that was measured."""
        build, records = self.build(version), self.allow.get(kfunc, {})
        key = build if build in records else f"{build}-generic"
        return list(self.probes[key]["probed"]) if key in records else []

    def probed(self, version: Version) -> list[str]:
        """The program variants loaded to measure this release, or the next one that was measured."""
        nearest = next(release for release in RELEASES if release >= version and release in self.builds)
        return list(self.probes[self.build(nearest)]["probed"])


def _without_implicit(prototype: str) -> str:
    """A prototype as programs see it, where the build has lost what says that its last argument is implicit."""
    return _IMPLICIT.sub(lambda match: "(void)" if match[1] == "(" else ")", prototype)
