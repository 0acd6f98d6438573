"""The kernel's surface: what a loader looks up in its BTF. Functions, types, tracepoints, hooks, kernel by kernel.

    surface = load_surface().at(Version(6, 12))
    surface.function("do_unlinkat").presence        # Presence.PRESENT
    surface.tracepoint("sched_switch").value        # its Signature, where all builds agree

Several builds were measured of a release. It has something if all its x86-64 builds have, and lacks it only if every
build does, also those of another architecture; otherwise nobody knows. A release between measured ones has what both
neighbours have, and lacks what both lack (0.25 % of that was wrong where it could be checked). What no build at all has
in its vmlinux may be in a module: unknown, everywhere.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from bpflint.base.compiled_rules import rules_directory
from bpflint.kernel.surface_at import Builds, SurfaceAt
from bpflint.kernel.surface_file import SurfaceError, SurfaceFile
from bpflint.kernel.surface_lines import SurfaceLines
from bpflint.kernel.version import Version

FILE = "surface.bin"
"""The database among the rules."""
MAIN_ARCHITECTURE = "amd64"


@lru_cache(maxsize=1)
def load_surface() -> Surface:
    """The database that comes with bpflint."""
    return Surface.open(rules_directory() / FILE)


def surface_of_profile(text: object, version: Version) -> SurfaceAt:
    """The surface of the kernel whose profile holds `text`; where it holds none, that of the release it stands on.

    A vendor's kernel may have more than its release, so then nothing is said to be absent.
    """
    if not isinstance(text, str):
        return load_surface().at(version).doubting_absence()
    return _decoded(text).at(version)


@lru_cache(maxsize=4)
def _decoded(text: str) -> Surface:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise SurfaceError("the profile's surface is not base64") from error
    return Surface(SurfaceFile.of_bytes(data), load_surface())


class Surface(SurfaceLines):
    """A database of builds. Questions are asked `at` a release."""

    def __init__(self, file: SurfaceFile, known: SurfaceLines | None = None) -> None:
        """`known` says what other kernels have in their vmlinux, where this database is that of a single one."""
        super().__init__(file, known)
        self._at: dict[Version, SurfaceAt] = {}
        builds: dict[Version, Builds] = {}
        try:
            for index, build in enumerate(file.builds):
                release = Version.parse(build["release"])
                before = builds.get(release, Builds(0, 0, {}))
                main = 1 << index if build["arch"] == MAIN_ARCHITECTURE else 0
                words = (each.partition("=") for each in build.get("without", "").split())
                without = {**before.without, **{word: option for word, _, option in words}}
                builds[release] = Builds(before.main | main, before.every | 1 << index, without)
        except ValueError as error:
            raise SurfaceError(f"the surface database is damaged: {error}") from error
        self.releases: Mapping[Version, Builds] = {
            release: Builds(each.main or each.every, each.every, each.without)
            for release, each in sorted(builds.items())
        }
        """The releases that were measured, ascending."""
        self.main = 0
        """The builds of the main architecture."""
        for each in self.releases.values():
            self.main |= each.main

    @classmethod
    def open(cls, path: Path) -> Surface:
        """Raises SurfaceError or OSError."""
        return cls(SurfaceFile.open(path))

    def at(self, version: Version) -> SurfaceAt:
        """What a release has. One outside of those measured is taken to be as the nearest."""
        if version not in self._at:
            measured = list(self.releases)
            low = max((each for each in measured if each <= version), default=measured[0])
            high = min((each for each in measured if each >= version), default=measured[-1])
            neighbours = tuple(self.releases[each] for each in dict.fromkeys((low, high)))
            self._at[version] = SurfaceAt(self, self.main, neighbours)
        return self._at[version]
