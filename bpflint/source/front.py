"""The front end's one door: from a file and the settings of a run to a `Source`, and from that to a `Unit`.

Parses with the arguments the surroundings give, with precompiled kernel types where they serve, and again where that
brings more: without names of the bundled headers that the file defines itself, and with the prototypes of kfuncs that
a newer vmlinux.h than its own would declare.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bpflint.base.files import relative_path
from bpflint.base.run_caches import set_for_a_run
from bpflint.source import bundled
from bpflint.source.build_files import EDITOR_FILES
from bpflint.source.build_macros import macros_of_build
from bpflint.source.compile_commands import CompileCommand
from bpflint.source.compiler_arguments import Arguments, arguments_for
from bpflint.source.includes import is_large, read, walk
from bpflint.source.inputs import Inputs
from bpflint.source.licences import project_shares_licence
from bpflint.source.machines import DEFAULT, machine_macros
from bpflint.source.own_kfuncs import own_kfuncs
from bpflint.source.problems import Problem, Status
from bpflint.source.project import find_root

if TYPE_CHECKING:
    from bpflint.source.precompiled import PrecompiledHeader
    from bpflint.source.unit import Unit

_UNDECLARED = re.compile(r"undeclared identifier '(\w+)'")
_IDENTIFIER = re.compile(rb"[A-Za-z_]\w*")
_NOT_FOR_EDITORS = set_for_a_run(tuple[str, tuple[str, ...]])
"""Files, with the arguments for editors, that were seen not to be read with these."""
_OF_LINUX_BPF_H = re.compile(r"undeclared identifier 'BPF_|incomplete .*'struct (?:__sk_buff|xdp_md|bpf_\w+)'")
_OF_LINUX_TYPES_H = re.compile(
    r"(?:undeclared identifier|unknown type name) '(?:[su](?:8|16|32|64)|u?int(?:8|16|32|64)_t|umode_t|gfp_t|atomic_t)'"
)
_C23 = "-std=gnu2x"
_KEYWORD_OF_C23 = re.compile(
    r"(?:undeclared identifier|unknown type name) "
    r"'(?:alignas|alignof|bool|constexpr|false|nullptr|static_assert|thread_local|true|typeof_unqual)'"
)
_OF_OLDER_MAPS = "incomplete type 'struct bpf_map_def'"
_MAX_ROUNDS = 4
"""Times a file is parsed with more and more colliding names left out of the bundled headers."""


class ParseSettings(Protocol):
    """What parsing asks of the user's settings (bpflint/policy/settings.py)."""

    @property
    def clang_args(self) -> Sequence[str]: ...
    @property
    def include_dirs(self) -> Sequence[str]: ...
    @property
    def defines(self) -> Sequence[str]: ...
    @property
    def project_args(self) -> Sequence[str]: ...
    @property
    def compile_commands(self) -> Path | None: ...
    @property
    def vmlinux(self) -> Path | None: ...
    @property
    def arch(self) -> str | None: ...
    @property
    def cache(self) -> bool: ...


@dataclass(slots=True, eq=False)
class Source:
    """One file, and how it is parsed."""

    path: str
    arguments: Arguments
    texts: Sequence[tuple[str, str]] = ()
    """What is read in place of files."""
    use_cache: bool = True
    as_built: Arguments | None = None
    """The arguments without those that are for an editor, where there are such."""
    precompiled: PrecompiledHeader | None = None
    """The kernel types in front of the file, once `precompile` was asked for them."""
    bodies: frozenset[str] | None = None
    """The functions of the file whose bodies are of interest; the others are taken as empty. None for all."""
    renamed: set[str] = field(default_factory=set)
    """Names that are left out of the bundled headers."""
    assumed: list[str] = field(default_factory=list)
    """What had to be guessed about the build."""
    inputs: Inputs = field(default_factory=Inputs)
    """What was read in parsing it."""

    @classmethod
    def of(
        cls, path: str, texts: Mapping[str, str], settings: ParseSettings, command: CompileCommand | None = None
    ) -> Source:
        """`path` with the arguments that the settings and its surroundings give; `texts` are read in place of files.

        `command` is what the build says, where it says several things.
        Raises BpflintError for a compilation database that cannot be read.
        """
        make = partial(
            arguments_for,
            path,
            cli_args=settings.clang_args,
            include_dirs=settings.include_dirs,
            defines=settings.defines,
            clang_args=settings.project_args,
            compile_commands=settings.compile_commands,
            vmlinux=settings.vmlinux,
            arch=settings.arch,
            texts=texts,
            use_cache=settings.cache,
            command=command,
        )
        arguments = make()
        for_editor = Path(arguments.origin).name in EDITOR_FILES
        built = make(editor_flags=False) if for_editor else None
        source = cls(path, arguments, tuple(texts.items()), settings.cache, as_built=built)
        source.assumed += _stand_ins(arguments)
        return source

    def precompile(self, *, aside: bool = False) -> None:
        """Find or make the precompiled kernel types that the file can use; `aside` as for `precompiled_for`."""
        if self.use_cache:
            from bpflint.source.precompiled import precompiled_for

            self.precompiled = precompiled_for(self.arguments, self.path, dict(self.texts), aside=aside)

    def parse(self, prototype: Callable[[str], str | None] = lambda _name: None) -> Unit:
        """The unit.

        `prototype` gives the C prototype of a kfunc by name. It is asked for what the file calls and nowhere declares,
        if the file takes its kernel types from us: its own vmlinux.h may well declare kfuncs.
        """
        unit = self._parse_or_discard() if self.as_built is None else self._parse_for_editor_or_build(self.as_built)
        unguessed = self.arguments, list(self.assumed)
        if unit.status is not Status.OK:
            unit = self._as_the_build_has_it(unit)
        if unit.status is not Status.OK:
            unit = self._for_a_machine(unit)
        if unit.status is not Status.OK:
            unit = self._as_newer_c(unit)
        if unit.status is not Status.OK:
            unit = self._with_older_maps(unit)
        if unit.status is not Status.OK:
            unit = self._without_collisions(unit)
        if unit.status is not Status.OK:
            unit = self._with_other_types(unit)
        if unit.status is not Status.OK and unguessed[0].of_the_kernel is not None:
            unit = self._in_a_kernel_tree(unit, *unguessed)
        if self.arguments.uses_bundled_vmlinux:
            unit = self._with_prototypes(unit, prototype)
        unit.shares_licence = self._shares_licence
        unit.own_kfuncs = self._own_kfuncs
        if unit.problems:
            from bpflint.source.problem_causes import explained  # not needed where all is understood

            unit.problems[:] = explained(unit.problems, self.path, self.arguments, dict(self.texts))
        return unit

    def _parse(
        self, extra: Sequence[tuple[str, str]] = (), included: Sequence[str] = (), *, only_whole: bool = False
    ) -> Unit:
        from bpflint.source.parse import parse_unit  # takes its time, and is not needed where a report was kept

        args = list(self.arguments.args)
        for header in included:
            args += ["-include", header]
        pch = None
        if self.precompiled is not None and not included:
            pch = str(self.precompiled.path)
            args += self.precompiled.macros
        texts = {**{os.path.abspath(name): text for name, text in self.texts}, **dict(self.arguments.texts)}  # noqa: PTH100
        own = os.path.abspath(self.path)  # noqa: PTH100
        # Under another name for it, clang would take the file for one that the program includes.
        unsaved = [*((self.path if name == own else name, text) for name, text in texts.items()), *extra]
        return parse_unit(
            self.path,
            args,
            pch=pch,
            unsaved=unsaved,
            only_whole=only_whole,
            bodies=self.bodies,
            inputs=self.inputs,
        )

    def _parse_or_discard(self, *, only_whole: bool = False) -> Unit:
        """The unit, parsed without the precompiled header where clang does not take it."""
        unit = self._parse(only_whole=only_whole)
        precompiled = self.precompiled
        if precompiled is not None and (
            (unit.status is Status.FAILED and not only_whole)
            or any(precompiled.is_rejected(problem.message) for problem in unit.problems)
        ):
            precompiled.discard()
            self.precompiled = None
            unit = self._parse(only_whole=only_whole)
        return unit

    def _parse_for_editor_or_build(self, as_built: Arguments) -> Unit:
        """The unit parsed as it is built, where what is for editors leads to what is not there."""
        for_editor = self.arguments, self.precompiled
        unit = None
        if (self.path, self.arguments.args) not in _NOT_FOR_EDITORS:
            unit = self._parse_or_discard(only_whole=True)
            if unit.status is Status.OK:
                return unit
        self.arguments, self.precompiled = as_built, None
        self.precompile()
        again = self._parse_or_discard()
        if again.status is not Status.OK and unit is not None and len(again.problems) >= len(unit.problems):
            self.arguments, self.precompiled = for_editor
            return self._parse_or_discard()
        _NOT_FOR_EDITORS.add((self.path, for_editor[0].args))
        self.assumed[:] = _stand_ins(as_built)
        self.assumed.append(f"read without the flags of {Path(for_editor[0].origin).name}, which is for editors")
        return again

    def _own_texts(self) -> Iterator[bytes]:
        """The file and the headers of the project that it brings in, vmlinux.h left out."""
        texts = dict(self.texts)
        for each in walk(self.path, self.arguments.search, texts):
            if isinstance(each, str) and not bundled.is_bundled(each) and not is_large(each):
                yield read(each, texts)

    def _as_the_build_has_it(self, unit: Unit) -> Unit:
        """The unit parsed with macros that the project's Makefile defines, where nothing says how it is built."""
        if self.arguments.is_told:
            return unit
        given = {word[2:].split("=")[0] for word in self.arguments.args if word.startswith("-D")}
        asked = {name.decode() for text in self._own_texts() for name in _IDENTIFIER.findall(text)} - given
        path = Path(self.path).absolute()
        for macros, origin in macros_of_build(path, find_root(path), asked):
            if unit.status is not Status.OK:
                flags = [f"-D{each}" for each in macros]
                unit = self._with_flags(unit, flags, f"read with {' '.join(flags)} of {relative_path(origin)}")
        return unit

    def _for_a_machine(self, unit: Unit) -> Unit:
        """The unit parsed for one machine, where the file asks which it is for and nobody said."""
        given = [word[2:].split("=")[0] for word in self.arguments.args if word.startswith("-D")]
        machine = self.arguments.machine
        names = machine_macros(self._own_texts(), machine, given)
        flags = [f"-D{name}=1" for name in names]
        return self._with_flags(unit, flags, f"taken as built for {machine}: {', '.join(names)} defined")

    def _as_newer_c(self, unit: Unit) -> Unit:
        """The unit parsed as C23, where it takes that one's keywords for granted and nothing says which C it is in."""
        if sum(word.startswith("-std=") for word in self.arguments.args) > 1:
            return unit
        uses_keywords = any(_KEYWORD_OF_C23.search(problem.message) for problem in unit.problems)
        return self._with_flags(unit, [_C23] * uses_keywords, f"read with {_C23}, since it uses keywords of C23")

    def _with_older_maps(self, unit: Unit) -> Unit:
        """The unit parsed with the type of maps that libbpf gave programs before 1.0, where it asks for that."""
        asks = any(_OF_OLDER_MAPS in problem.message for problem in unit.problems)
        flags = ["-include", str(bundled.OLDER_MAPS_HEADER)] if asks else []
        return self._with_flags(unit, flags, "read with the struct bpf_map_def that libbpf had before 1.0")

    def _with_flags(self, unit: Unit, flags: Sequence[str], assumption: str) -> Unit:
        """The unit parsed with these as well, if less of it is lost then."""
        if not flags:
            return unit
        before = self.arguments, self.precompiled
        self.arguments = replace(self.arguments, args=(*self.arguments.args, *flags))
        self.precompiled = None
        self.precompile()
        again = self._parse_or_discard()
        if len(again.problems) >= len(unit.problems):
            self.arguments, self.precompiled = before
            return unit
        self.assumed.append(assumption)
        return again

    def _with_other_types(self, unit: Unit) -> Unit:
        """The unit parsed with another vmlinux.h, where the one at hand does not have what the file needs."""
        of_the_kernel = self.arguments.of_the_kernel
        if self.arguments.alternative is None or not (
            self.arguments.vmlinux or of_the_kernel or _lacks_kernel_types(unit)
        ):
            return unit
        before = self.arguments, self.precompiled, self.renamed
        self.arguments, self.precompiled, self.renamed = self.arguments.with_alternative(), None, set()
        self.precompile()
        again = self._parse()
        if again.status is not Status.OK:
            again = self._without_collisions(again)
        if again.status is not Status.OK and len(again.problems) >= len(unit.problems):
            self.arguments, self.precompiled, self.renamed = before
            return unit
        old, new = (_name_of(each.vmlinux) for each in (before[0], self.arguments))
        if of_the_kernel is not None:
            missed = " ".join(problem.message for problem in unit.problems)
            named = list(dict.fromkeys(of_the_kernel.names))
            names = ", ".join([each for each in named if f"'{each}'" in missed] or named)
            self.assumed.append(f"read with {new} in place of headers that only a kernel's tree has: {names}")
        elif before[0].vmlinux is None:
            self.assumed.append(f"read with {new} in front, since it includes no kernel types and the build may")
        else:
            self.assumed.append(f"read with {new} in place of {old}, with which parts of it are not understood")
        return again

    def _in_a_kernel_tree(self, unit: Unit, arguments: Arguments, assumed: list[str]) -> Unit:
        """The unit parsed as in a kernel's tree, where what was guessed of the build does not do."""
        before = self.arguments, self.precompiled, self.renamed, list(self.assumed)
        self.arguments, self.renamed, self.assumed[:] = arguments, set(), assumed
        again = self._with_other_types(unit)
        if again is unit:
            self.arguments, self.precompiled, self.renamed, self.assumed[:] = before
        return again

    def _without_collisions(self, unit: Unit) -> Unit:
        for _ in range(_MAX_ROUNDS):
            fresh = {name for problem in unit.problems if (name := _collision(unit, problem))} - self.renamed
            if not fresh:
                break
            self.renamed |= fresh
            self.precompiled = None
            again = self._parse(self._changed())
            if again.status is not Status.OK and len(again.problems) > len(unit.problems):
                break
            unit = again
        return unit

    def _changed(self) -> list[tuple[str, str]]:
        return list(bundled.without(self.renamed, self.use_cache, _types_of(self.arguments)).items())

    def _shares_licence(self) -> bool:
        self.inputs.shares_licence = project_shares_licence(self.path)
        return self.inputs.shares_licence

    def _own_kfuncs(self) -> Mapping[str, str]:
        self.inputs.own_kfuncs = dict(own_kfuncs(self.path))
        return self.inputs.own_kfuncs

    def _with_prototypes(self, unit: Unit, prototype: Callable[[str], str | None]) -> Unit:
        own = {unit.path, *unit.includes}  # those of a system declare what they call
        called: set[str] = set()
        looked: set[str] = set()
        # Looking at one function may bring others, of headers that a precompiled one hides.
        while fresh := [function for name, function in unit.functions.items() if name not in looked]:
            looked.update(function.name for function in fresh)
            for function in fresh:
                if function.span.path in own:
                    called.update(str(call.callee) for call in function.calls() if call.implicit)
        called |= {match[1] for problem in unit.problems if (match := _UNDECLARED.search(problem.message))}
        prototypes = [text for name in sorted(called) if (text := prototype(name)) is not None]
        if not prototypes:
            return unit
        header = str(bundled.KFUNC_HEADER)
        extra = [*self._changed(), (header, bundled.kfunc_header(prototypes))]
        again = self._parse(extra, [header])
        return again if len(again.problems) <= len(unit.problems) else unit


def _stand_ins(arguments: Arguments) -> list[str]:
    """What to say of the headers that ours stand in for.

    That for a vmlinux.h may well be of a branch that is not taken, and has all that there is to have.
    """
    names = ", ".join(dict.fromkeys(name for name in arguments.stand_ins if "vmlinux" not in name))
    return [f"read with stand-ins for headers of a build or submodule: {names}"] if names else []


def _name_of(vmlinux: str | None) -> str:
    machine = "x86" if vmlinux is None else bundled.machine_of_types(vmlinux)
    if machine is None:
        return relative_path(vmlinux or "")
    return "the bundled vmlinux.h" if machine == DEFAULT else f"the bundled vmlinux.h of {machine}"


def _lacks_kernel_types(unit: Unit) -> bool:
    """True if nothing that the file includes brings what every program needs, or what the kernel's own headers have.

    A build may give it by `-include`, or search a kernel's tree for `linux/types.h`.
    """
    messages = [problem.message for problem in unit.problems]
    return any(_OF_LINUX_BPF_H.search(each) or _OF_LINUX_TYPES_H.search(each) for each in messages)


def _types_of(arguments: Arguments) -> str:
    """The machine whose kernel types a file is read with."""
    known = bundled.machine_of_types(arguments.vmlinux) if arguments.vmlinux is not None else None
    return known or arguments.machine


def _collision(unit: Unit, problem: Problem) -> str | None:
    lines = unit.lines(problem.span.path)
    if not 0 < problem.span.line <= len(lines):
        return bundled.colliding_name(problem.message, "")
    word = re.match(r"\w*", lines[problem.span.line - 1][problem.span.column - 1 :])
    return bundled.colliding_name(problem.message, word[0] if word else "")
