"""Kernel profiles: what one particular kernel offers BPF programs, in a JSON file.

A profile is made from a kernel's files (`import_image`, here) or from the running kernel (`bpflint.kernel.probe`), and
is used with --kernel-profile. Vendor kernels backport, so their version number alone says too little.

A profile holds only what was seen. What a source cannot tell is None (null), never guessed: an image has no
allow-lists, raw BTF has no flags. The reader of a profile falls back to rules/ there. docs/kernel-profiles.md describes
the format.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import platform
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bpflint.base.errors import BpflintError
from bpflint.base.files import is_directory, is_file, open_regular
from bpflint.base.supplied import in_bounds
from bpflint.kernel.btf import Btf
from bpflint.kernel.btf_c import prototype
from bpflint.kernel.btf_header import BtfError
from bpflint.kernel.image import Image, ImageError, open_image
from bpflint.kernel.kfunc_sets import FLAG_BITS, find_kfunc_sets, flag_names, unknown_bits
from bpflint.kernel.surface_rows import Row, rows_of

FORMAT = "bpflint-kernel-profile/1"
_MAX_PROFILE_BYTES = 32 << 20
_JSON_STARTS = (b"", b" ", b"\t", b"\r", b"\n", b"{", b"[")
_MAX_NOTES = 100
_MAX_KFUNCS = 5_000  # 7.3 has 340
_RELEASE = re.compile(r"(\d{1,3})\.(\d{1,3})(?![\d])[\w.+~-]*")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w{0,511}", re.ASCII)
_PROTOTYPE = re.compile(r"[\w *,()\[\].{}]{1,65536}", re.ASCII)
_TAG = "bpf_kfunc"

Profile = dict[str, Any]


class ProfileError(BpflintError):
    """A kernel that cannot be imported or probed, or a file that is no profile. The message names the file."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def import_image(
    path: Path, base: Path | None = None, modules: Sequence[Path] = (), release: str | None = None
) -> Profile:
    """The profile of the kernel in `path`: a vmlinux, a boot image, or raw BTF; and of `modules` built for it.

    `path` may also be a module, with its kernel as `base`. A directory among `modules` stands for all modules below
    it that register kfuncs. `release` (as `uname -r` says it) is needed only where the files do not tell.
    Raises ProfileError, naming the file at fault.
    """
    first = _open(path)
    if first.module is None:
        if base is not None:
            raise ProfileError(path, "this is a kernel, not a module: a base makes no sense for it")
        reader = KernelReader(first, release)
    else:
        if base is None:
            raise ProfileError(path, "a module does not describe a kernel: name the kernel it is built for as its base")
        reader = KernelReader(_open(base), release)
        reader.add_module(first)
    if not reader.kfuncs and not reader.predates_kfuncs:
        raise ProfileError(
            reader.path,
            "it does not say which functions are kfuncs (before 6.0 no kernel does, and before 6.10 no raw BTF): import"
            " the vmlinux or boot image instead of raw BTF, or probe the kernel while it runs",
        )
    for module in modules:
        if is_directory(module):
            reader.add_directory(module)
        else:
            reader.add_module(_open(module))
    return reader.profile("import")


def _open(path: Path) -> Image:
    try:
        return open_image(path)
    except ImageError as error:
        raise ProfileError(path, str(error)) from error
    except OSError as error:
        raise ProfileError(path, error.strerror or str(error)) from error


@dataclass(slots=True)
class Kfunc:
    """A kfunc as found: where it is in the BTF of the kernel or its module, and its entry in the profile."""

    types: Btf
    type_id: int
    module: str | None
    entry: dict[str, Any]


class KernelReader:
    """Collects the kfuncs of a kernel and its modules. Raises ProfileError, naming the file at fault."""

    def __init__(self, kernel: Image, release: str | None = None) -> None:
        if kernel.module is not None:
            raise ProfileError(kernel.path, "this is a module, not a kernel")
        self.path = kernel.path
        self.kfuncs: dict[str, Kfunc] = {}
        self.notes: list[str] = []
        self._modules: list[str] = []
        self._all_types: list[tuple[Path, Btf]] = []
        self._built_as = kernel.release
        self._release = release or kernel.release
        if self._release is None or version_of(self._release) is None:
            raise ProfileError(
                kernel.path, "the file does not say which release it is: name it, as `uname -r` would (--release)"
            )
        self.types = _parse(kernel, None)
        self._add(kernel, self.types)
        self.has_sets = any(kfunc.entry["flags"] is not None for kfunc in self.kfuncs.values())

    @property
    def predates_kfuncs(self) -> bool:
        """Whether the kernel is older than 5.13, which brought kfuncs that can be registered."""
        major, minor = (version_of(self._release or "") or "").split(".")
        return (int(major), int(minor)) < (5, 13)

    def add_module(self, image: Image) -> None:
        """Add the kfuncs of a module built for exactly this kernel, or with an excerpt of its kernel's BTF."""
        if image.module is None:
            raise ProfileError(image.path, "this is a kernel, not a module")
        if image.base_btf is not None:
            base = _parse(Image(image.path, image.base_btf, None, None), None)
        elif image.release and self._built_as and image.release != self._built_as:
            # The type numbers of a module continue those of exactly one build.
            raise ProfileError(image.path, f"the module is built for {image.release}, the kernel is {self._built_as}")
        else:
            base = self.types
        self._add(image, _parse(image, base))
        self._modules.append(image.module)

    def add_directory(self, directory: Path) -> None:
        """Add all modules below that register kfuncs; those that cannot be read are noted."""
        for path in sorted(directory.rglob("*.ko*")):
            if not is_file(path) or path.suffix == ".sig":
                continue
            before = len(self.kfuncs)
            try:
                image = open_image(path)
                if image.ids:
                    self.add_module(image)
            except (ImageError, ProfileError, OSError) as error:
                self.notes.append(f"{path.name}: {error.reason if isinstance(error, ProfileError) else error}")
                continue
            if len(self.kfuncs) == before and image.ids:
                self._modules.pop()

    def _add(self, image: Image, types: Btf) -> None:
        self._all_types.append((image.path, types))
        try:
            bits: dict[int, int] = {}
            for members in find_kfunc_sets(image.ids, types) if image.ids else ():
                for function, flags in members.items():
                    bits[function] = bits.get(function, 0) | flags
            tagged = {function for function, tags in types.decl_tags.items() if any(tag.text == _TAG for tag in tags)}
            if len(self.kfuncs) + len({*bits, *tagged}) > _MAX_KFUNCS:
                raise ProfileError(image.path, f"more than {_MAX_KFUNCS} kfuncs are too many to be true")
            for function in sorted({*bits, *tagged}):
                self._add_kfunc(image.path, image.module, types, function, bits.get(function))
        except BtfError as error:
            raise ProfileError(image.path, str(error)) from error

    def add_candidates(self, names: Iterable[str]) -> list[str]:
        """Add those functions of the kernel (not its modules) as if they were kfuncs; return the names added."""
        added = [name for name in names if name in self.types.functions and name not in self.kfuncs]
        for name in added:
            self._add_kfunc(self.path, None, self.types, self.types.functions[name], None)
        return added

    def _add_kfunc(self, path: Path, module: str | None, types: Btf, function: int, bits: int | None) -> None:
        name, text = types.name(function), prototype(types, function)
        if not _IDENTIFIER.fullmatch(name) or not _PROTOTYPE.fullmatch(text):
            raise ProfileError(path, f"the kfunc number {function} has a name or prototype that is not C")
        entry: dict[str, Any] = {
            "prototype": text,
            "flags": None if bits is None else flag_names(bits),
            "module": module,
            "program_types": None,
        }
        if bits and unknown_bits(bits):
            self.notes.append(f"{name}: unknown flags {unknown_bits(bits):#x}")
        if "KF_IMPLICIT_ARGS" in (entry["flags"] or ()) and f"{name}_impl" not in types.functions:
            # Such a build lost the second prototype, and the verifier refuses every call.
            entry["callable"] = False
        self.kfuncs.setdefault(name, Kfunc(types, function, module, entry))

    def profile(self, source: str) -> Profile:
        """The profile of what was collected; `source` says by which command."""
        assert self._release is not None
        return {
            "format": FORMAT,
            "kernel": self._release,
            "version": version_of(self._release),
            "source": source,
            "modules": sorted(set(self._modules)),
            "undecided": [],
            "kfuncs": {name: kfunc.entry for name, kfunc in sorted(self.kfuncs.items())},
            "helpers": None,
            "probed": None,
            "surface": self._surface(),
            "notes": self.notes[:_MAX_NOTES],
        }

    def _surface(self) -> str:
        """What a loader looks up in the kernel and in the modules that were read."""
        from bpflint.kernel.surface_writer import SurfaceWriter

        assert self._release is not None
        writer = SurfaceWriter()
        writer.add(self._release, version_of(self._release) or "", "", "", self._rows())
        return base64.b64encode(writer.bytes()).decode("ascii")

    def _rows(self) -> Iterator[Row]:
        for path, types in self._all_types:
            try:
                yield from rows_of(types)
            except BtfError as error:
                raise ProfileError(path, str(error)) from error


def _parse(image: Image, base: Btf | None) -> Btf:
    try:
        return Btf(image.btf, base)
    except BtfError as error:
        raise ProfileError(image.path, str(error)) from error


def version_of(release: str) -> str | None:
    """The version in a release: "6.12" for "6.12.43+deb13-amd64"; None if it starts with no version."""
    found = _RELEASE.fullmatch(release)
    return f"{int(found[1])}.{int(found[2])}" if found else None


def write(profile: Mapping[str, Any], path: Path) -> None:
    """Write a profile, whole or not at all. Raises ProfileError."""
    text = json.dumps(profile, indent=1, ensure_ascii=True) + "\n"
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(text)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise ProfileError(path, error.strerror or str(error)) from error


def read(path: Path) -> Profile:
    """Read a profile and check its every field. Raises ProfileError with the reason.

    A vmlinux, a boot image or raw BTF, such as /sys/kernel/btf/vmlinux of the running kernel, is as good.
    """
    try:
        with open_regular(path) as file:
            data = file.read(_MAX_PROFILE_BYTES + 1) if file.peek(1)[:1] in _JSON_STARTS else None
    except OSError as error:
        raise ProfileError(path, error.strerror or str(error)) from error
    if data is None:
        return _read_kernel(path)
    if len(data) > _MAX_PROFILE_BYTES:
        raise ProfileError(path, "too large for a kernel profile")
    try:
        profile = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProfileError(path, f"not JSON: {error}") from error
    for problem in _problems(profile):
        raise ProfileError(path, problem)
    assert isinstance(profile, dict)
    return profile


def _read_kernel(path: Path) -> Profile:
    from bpflint.kernel.imported import kept

    release = platform.release() if path.resolve().is_relative_to("/sys/kernel") else None
    try:
        return kept(path, release, lambda: in_bounds(str(path), lambda: import_image(path, release=release)))
    except BpflintError as error:
        reason = error.problems[0].removeprefix(f"{path}: ")
        raise ProfileError(path, f"not a kernel profile: {reason}") from error
    except OSError as error:
        raise ProfileError(path, error.strerror or str(error)) from error


def release_in(path: Path) -> str:
    """The release that a profile or kernel is of; the file's name where it does not tell."""
    try:
        return str(read(path)["kernel"])
    except ProfileError:
        return path.name


def _problems(profile: object) -> Iterable[str]:
    """What is wrong with a profile, worst first."""
    if not isinstance(profile, dict):
        yield "not a kernel profile: an object is expected"
        return
    if profile.get("format") != FORMAT:
        yield f"not a kernel profile: its format is {profile.get('format')!r}, not {FORMAT!r}"
        return
    version, kernel = profile.get("version"), profile.get("kernel")
    if not isinstance(kernel, str) or version_of(kernel) is None:
        yield f"kernel: {kernel!r} is no release"
    elif version != version_of(kernel):
        yield f"version: {version!r} is not the version of {kernel}"
    if not _is_names(profile.get("modules", [])):
        yield "modules: a list of names is expected"
    if not _is_names(profile.get("undecided", [])):
        yield "undecided: a list of names is expected"
    if not _is_names(profile.get("probed") or []):
        yield "probed: a list of program kinds, or null, is expected"
    if not isinstance(profile.get("kfuncs"), dict):
        yield "kfuncs: an object is expected"
        return
    for name, entry in profile["kfuncs"].items():
        if not _IDENTIFIER.fullmatch(name):
            yield f"kfuncs: {name!r} is no C identifier"
        yield from (f"kfuncs: {name}: {problem}" for problem in _kfunc_problems(entry))
    if not isinstance(profile.get("surface"), str | None):
        yield "surface: text or null is expected"
    helpers = profile.get("helpers")
    if helpers is None:
        return
    if not isinstance(helpers, dict):
        yield "helpers: an object or null is expected"
        return
    for name, kinds in helpers.items():
        if not _IDENTIFIER.fullmatch(name) or not _is_names(kinds):
            yield f"helpers: {name}: a list of program kinds is expected"


def _kfunc_problems(entry: object) -> Iterable[str]:
    if not isinstance(entry, dict):
        yield "an object is expected"
        return
    text, flags, module = entry.get("prototype"), entry.get("flags"), entry.get("module")
    if not isinstance(text, str) or not _PROTOTYPE.fullmatch(text):
        yield "prototype: C text is expected"
    if flags is not None and not (_is_names(flags) and set(flags) <= set(FLAG_BITS.values())):
        yield "flags: a list of known KF_ names, or null, is expected"
    if module is not None and not isinstance(module, str):
        yield "module: a name or null is expected"
    kinds = entry.get("program_types")
    if kinds is not None and not _is_names(kinds):
        yield "program_types: a list of program kinds, or null, is expected"
    if not isinstance(entry.get("callable", True), bool):
        yield "callable: true or false is expected"


def _is_names(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and len(each) < 1000 for each in value)
