"""Works out the compiler's arguments for a file.

Headers are looked for in this order: arguments that a person typed after `--`, `-I` and configured directories,
compile_commands.json, the project, and last the headers that come with bpflint. The system's headers are not looked at
unless an argument names their directory, so that the same file gives the same findings on every machine.

Arguments that come from a repository are not trusted: some that libclang takes write files. What is not on the list of
harmless ones is dropped, and named in `Arguments.dropped`.
"""

# Paths are strings here, as the compiler takes them; os.path neither resolves links nor costs much.
# ruff: noqa: PTH100, PTH118, PTH120

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from bpflint.source import bundled
from bpflint.source.argument_words import MACHINES_OWN, allowed, others, places, typed
from bpflint.source.build_files import found_commands
from bpflint.source.compile_commands import CompileCommand, find_commands
from bpflint.source.header_search import Headers, HeaderSearch
from bpflint.source.includes import Missing, SearchPath, find_endless, is_file, is_large
from bpflint.source.machines import ALIASES, DEFAULT, machine_of, usual_machine
from bpflint.source.project import find_header, find_root
from bpflint.source.search_path import is_vmlinux, spellings
from bpflint.source.stand_ins import StandIns, header_meant, is_of_the_kernel, path_of

_DEFAULTS: Final = (
    "-x",
    "c",
    "-target",
    "bpfel",
    "-std=gnu11",
    "-g",
    "-O2",
    "-mcpu=v3",
    "-fno-strict-aliasing",
    "-fms-extensions",  # the types of kernels since 6.19 need it
    "-nostdinc",
    "-ferror-limit=0",
    "-w",  # nobody reads clang's warnings here, and some are costly to find
    # Compilers newer than this libclang have these for every BPF target; programs refuse to build without.
    "-D__BPF_FEATURE_ADDR_SPACE_CAST=1",
    "-D__BPF_FEATURE_MAY_GOTO=1",
    # A missing declaration is for us to judge; it must not end the parse.
    "-Wno-error=implicit-function-declaration",
    "-Wno-error=implicit-int",
    "-Wno-error=int-conversion",
    "-Wno-error=incompatible-function-pointer-types",
)
_PARTIAL: Final = "-D__BPFLINT_PARTIAL_VMLINUX__"
"""Tells our system headers that vmlinux.h does not bring their types."""
_HEADERS_OF_ONE_MACHINE: Final = re.compile(r"/usr/include/\w+-linux-\w+")
_MACHINE: Final = re.compile(r"^__TARGET_ARCH_(\w+?)(=.*)?$")


@dataclass(frozen=True, slots=True)
class Arguments:
    """What to give to libclang for one file.

    `args` leaves out the file itself. `texts` are headers to be given from memory, by path, as unsaved files.
    `vmlinux` is the vmlinux.h that an include of it finds, None if nothing asks for one. `search` is where includes are
    looked for, in order.
    """

    args: tuple[str, ...]
    dropped: tuple[str, ...] = ()
    vmlinux: str | None = None
    uses_bundled_vmlinux: bool = False
    search: SearchPath = field(default_factory=lambda: SearchPath((), ()))
    missing: tuple[str, ...] = ()
    """Names of headers that nobody has, as included."""
    texts: tuple[tuple[str, str], ...] = ()
    origin: str = ""
    """The file of the project that the arguments came from, if nobody named one."""
    is_told: bool = False
    """Whether that file tells everything about the build."""
    machine: str = DEFAULT
    stand_ins: tuple[str, ...] = ()
    """Headers that a build would make, or that an absent submodule has, and for which ours stand in, as included."""
    kernel_headers: tuple[str, ...] = ()
    """Every vmlinux.h that the includes lead to, whatever the conditions around them."""
    alternative: str | None = None
    """The vmlinux.h to try where `vmlinux` leaves something not understood."""
    of_the_kernel: StandIns | None = None
    """`alternative` in the place of missing headers that only a kernel's tree has."""

    def with_alternative(self) -> Arguments:
        """The arguments with `alternative` in the place of every other vmlinux.h."""
        used = self.alternative
        assert used is not None
        ours = bundled.is_bundled(used)
        others = {self.vmlinux or used, *self.kernel_headers} - {used}
        # One that stands in a branch that is not taken brings nothing.
        included = ["-include", used] if self.vmlinux is None or self.of_the_kernel is not None else []
        texts = {**dict(self.texts), **dict.fromkeys(sorted(others), f'#include "{used}"\n')}
        if ours and not is_file(used):
            texts[used] = bundled.vmlinux_text(bundled.machine_of_types(used) or self.machine)
        args = [used if word == self.vmlinux else word for word in self.args if word != _PARTIAL] + included
        if not ours and not is_large(used):
            args.append(_PARTIAL)
        if self.of_the_kernel is not None:
            texts.update(self.of_the_kernel.made)
            args += [word for each in self.of_the_kernel.directories for word in ("-idirafter", each)]
        return replace(
            self,
            args=tuple(args),
            vmlinux=used,
            uses_bundled_vmlinux=ours,
            texts=tuple(texts.items()),
            alternative=None,
        )


@dataclass(slots=True)
class _Collected:
    """Arguments by kind. Those that name directories count from the first, all others from the last."""

    places: list[tuple[str, str]]
    others: list[str]
    dropped: list[str]
    origin: str = ""
    is_told: bool = False


def arguments_for(
    path: str | os.PathLike[str],
    *,
    cli_args: Sequence[str] = (),
    include_dirs: Sequence[str] = (),
    defines: Sequence[str] = (),
    clang_args: Sequence[str] = (),
    compile_commands: Path | None = None,
    vmlinux: Path | None = None,
    arch: str | None = None,
    project_root: Path | None = None,
    texts: Mapping[str, str] | None = None,
    use_cache: bool = True,
    editor_flags: bool = True,
    command: CompileCommand | None = None,
) -> Arguments:
    """The arguments for the file at `path`.

    `cli_args` are those after `--`; `include_dirs` and `defines` those of -I and -D; `clang_args` come from a
    configuration file and have passed `allowed`; `compile_commands` is the directory of a database; `vmlinux` a
    vmlinux.h to be used whatever else there is; `arch` the machine, whatever the build says; `project_root` the
    directory in which headers may be looked for, found from `path` when None. `texts` are contents to be read in place
    of files. Without `editor_flags`, files that are for editors do not count. `command` is what the build says, looked
    up when None. Raises BpflintError for a database that cannot be read.
    """
    path = os.path.abspath(path)
    texts = {os.path.abspath(name): text for name, text in (texts or {}).items()}
    root = project_root if project_root is not None else find_root(Path(path))
    collected = _Collected([], [], [])
    by_hand = typed(cli_args, collected.dropped)
    collected.places += places(by_hand)
    collected.places += [("-I", os.path.abspath(directory)) for directory in include_dirs]
    if command is None:
        found = (
            find_commands(compile_commands, Path(path))
            if compile_commands
            else found_commands(Path(path), root, editors=editor_flags)
        )
        command = next(iter(found), None)
    database: list[str] = []
    if command is not None:
        collected.origin, collected.is_told = command.origin, command.is_whole
        database, dropped = allowed(command.arguments, command.directory, root)
        collected.dropped += dropped
    collected.places += places(database)
    collected.places += places(clang_args)
    collected.places += _headers_of_all_machines(collected.places)
    collected.others += others(clang_args)
    collected.others += others(database)
    collected.others += [f"-D{define}" for define in defines]
    collected.others += others(by_hand)
    wanted = machine_of(arch) if arch is not None else None
    if wanted is not None:
        collected.others = [word for word in collected.others if not MACHINES_OWN.match(word)]
        collected.others.append(f"-D__TARGET_ARCH_{wanted}")
    return _complete(path, collected, root, vmlinux, texts, use_cache)


def _headers_of_all_machines(named: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The system's headers beside those of one machine that arguments name: neither makes sense without the other.

    Compilers look there anyway (`-idirafter /usr/include/x86_64-linux-gnu` of libbpf's Makefiles).
    """
    directories = [os.path.normpath(directory) for _, directory in named]
    halves = dict.fromkeys(os.path.dirname(each) for each in directories if _HEADERS_OF_ONE_MACHINE.fullmatch(each))
    return [("-idirafter", each) for each in halves if each not in directories and Path(each).is_dir()]


def _complete(
    path: str,
    collected: _Collected,
    root: Path,
    vmlinux: Path | None,
    texts: Mapping[str, str] | None,
    use_cache: bool,
) -> Arguments:
    """Add the headers of the project and our own, and settle which vmlinux.h is meant."""
    macro = _macro_of_machine(collected.others)
    machine = macro or _compiler_s_machine(collected.others) or usual_machine()
    kernel, is_real = bundled.vmlinux_path(use_cache, machine)
    if vmlinux is not None:
        collected.places.insert(0, ("-I", str(vmlinux.absolute().parent)))
    headers = HeaderSearch(path, root, machine, kernel, is_real, texts or {}).run(collected.places)
    stand_ins = StandIns(path, headers.search, {**(texts or {}), **headers.made}, use_cache, dict(headers.made))
    stand_ins.names += headers.stand_ins
    given = str(vmlinux.absolute()) if vmlinux is not None else None
    used, missing = _fill_in(headers, stand_ins, given, str(kernel))
    headers.places.extend(("-idirafter", directory) for directory in stand_ins.directories)
    inner = [each for each in headers.missing if each.include.name in missing and is_of_the_kernel(each.include.name)]
    alternative = _alternative(path, used, vmlinux, str(kernel), root, machine, use_cache)
    if inner and vmlinux is None:
        alternative = alternative or used
    extra = stand_ins.made
    for endless, include in find_endless(path, headers.search, {**(texts or {}), **extra}):
        extra.update(dict.fromkeys(spellings(endless, include.name), _ENDLESS))
    if used == str(kernel) and not is_real:
        extra[str(kernel)] = bundled.vmlinux_text(bundled.machine_of_types(str(kernel)) or DEFAULT)
    if used is not None and used != str(kernel) and not is_large(used):
        # Somebody wrote it by hand: system headers still have to bring their types.
        collected.others.insert(0, _PARTIAL)
    args = [*_DEFAULTS, *([] if macro else [f"-D__TARGET_ARCH_{machine}"]), *collected.others]
    for option, directory in headers.places:
        args += [option, directory]
    if headers.is_late and used is not None and (used == str(kernel) or is_large(used)):
        # After vmlinux.h our stand-ins bring no types of their own; before it, they would clash with it.
        args += ["-include", used]
    return Arguments(
        args=tuple(args),
        dropped=tuple(collected.dropped),
        vmlinux=used,
        uses_bundled_vmlinux=used == str(kernel),
        search=headers.search,
        missing=tuple(dict.fromkeys(missing)),
        texts=tuple(extra.items()),
        origin=collected.origin,
        is_told=collected.is_told,
        machine=machine if machine in ALIASES else DEFAULT,
        stand_ins=tuple(stand_ins.names),
        kernel_headers=tuple(headers.kernel_headers),
        alternative=alternative,
        of_the_kernel=_of_the_kernel(stand_ins, inner, alternative),
    )


def _fill_in(headers: Headers, stand_ins: StandIns, given: str | None, kernel: str) -> tuple[str | None, list[str]]:
    """Has headers of ours stand in for those that are not there: the vmlinux.h in use then, and what is still missing.

    `given` is the vmlinux.h that somebody named, `kernel` ours.
    """
    used = headers.vmlinux
    missing: list[str] = []
    for each in headers.missing:
        # `<bpf/vmlinux.h>` or `"../vmlinux.h"`, to be generated by a build that did not run, is the kernel's types too.
        if is_vmlinux(each.include.name):
            used = used or given or kernel
            stand_ins.add(each, given or used, "vmlinux.h")  # plain, it means ours wherever there is none nearer
        elif (endless := headers.search.find_endless(each.include, each.beside)) is not None:
            stand_ins.made.update(dict.fromkeys(spellings(endless, each.include.name), _ENDLESS))
        elif (meant := header_meant(each.include.name)) is not None:
            stand_ins.add(each, path_of(meant), meant)
        else:
            missing.append(each.include.name)
    return used, missing


def _of_the_kernel(others: StandIns, inner: Sequence[Missing], vmlinux: str | None) -> StandIns | None:
    """`vmlinux` in the place of these headers that only a kernel's tree has; None if there are none."""
    if not inner or vmlinux is None:
        return None
    found = StandIns(others.path, others.search, {**others.texts, **others.made}, others.use_cache)
    for each in inner:
        more = [bundled.KERNEL_TREE_HEADER, *[bundled.KERNEL_TREE_NET_HEADER] * each.include.name.startswith("net/")]
        found.add(each, vmlinux, "vmlinux.h", *map(str, more))
    return found


def _macro_of_machine(words: Sequence[str]) -> str | None:
    """The machine that libbpf's macro names."""
    return next((found[1] for each in reversed(words) if (found := _MACHINE.match(each.removeprefix("-D")))), None)


def _compiler_s_machine(words: Sequence[str]) -> str | None:
    """The machine that a macro of the compiler names, which `-target aarch64-linux-gnu` comes to as well."""
    owned = (word[4:].partition("=")[0] for word in reversed(words) if word.startswith("-D__"))
    return next((machine for name in owned if (machine := machine_of(name.rstrip("_")))), None)


def _alternative(
    path: str, used: str | None, given: Path | None, kernel: str, root: Path, machine: str, use_cache: bool
) -> str | None:
    """The vmlinux.h to try after `used`: ours after the project's or none, one from further away after ours.

    Ours of x86 has types of modules that the one of arm64 lacks.
    """
    if given is not None:
        return None
    if used != kernel:
        return kernel
    directory = find_header("vmlinux.h", os.path.dirname(path), root, machine)
    if directory is not None:
        return os.path.join(directory, "vmlinux.h")
    other = str(bundled.vmlinux_path(use_cache)[0])
    return other if other != kernel else None


_ENDLESS: Final = "#error this is not a regular file, so it was not read\n"
