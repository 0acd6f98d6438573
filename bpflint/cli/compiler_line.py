"""A compiler's command line: which words are whose, what it builds, and with which flags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click

from bpflint.base.errors import BpflintError
from bpflint.base.files import read_regular

_SEARCH: Final = ("-I", "-D", "-U", "-include", "-imacros", "-isystem", "-iquote", "-idirafter", "-isysroot", "-target")
"""Options that say how a source reads, with a word of their own behind them."""
_TAKES_ONE: Final = ("-o", "-MF", "-MT", "-MQ", "-x", "-mllvm", "-Xclang", "-Xassembler", "-Xlinker", "-L", "-l", "-T")
"""Options that a front end does not need, with a word of their own behind them."""
_ABOUT_OUTPUT: Final = r"-(?:M|Wp,|O|g|emit-|save-temps|f|W|m|Q|B|L|l|pipe|pthread|pg|pedantic|[cSEwvPC]$)"
_ASKS: Final = r"-(?:E|M|MM|###|dM|dump\w+|-?print-.+|-?help.*|-version|-?autocomplete=.*)"
"""What makes a compiler answer, or preprocess only."""
_OF_COMPILERS: Final = (
    r"-(?:W[\w,=+#.-]*|O(?:[0-9sgz]|fast)?|g[\w-]*|f[\w=,./-]+|m[\w=,.+-]+|std=\S+|target|M[DFGMPQTV]*|MMD|x|c|S|E|w|P|C"
    r"|include|imacros|isystem.*|iquote.*|idirafter.*|isysroot|nostd\w+|U.*|emit-llvm|save-temps\S*|pipe|pthread|pg"
    r"|pedantic\S*|ansi|Q\S+|X\w+|B\S+|-?target=\S+|-sysroot\S*|-gcc-toolchain=\S+|-std=\S+|trigraphs)"
)
"""Words that compilers take, and bpflint does not."""
_MAX_BYTES: Final = 1 << 20
_OBJECT: Final = (".o", ".bc", ".ll", ".s", ".S", ".d", ".i", ".tmp")


@dataclass(slots=True)
class Build:
    """What a compiler's command line asks for."""

    sources: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    """Those that matter to what is in a source."""
    others: list[str] = field(default_factory=list)
    """Inputs that are no C source: objects, libraries, standard input; and -v, which alone asks for the version."""
    asks: bool = False
    """Whether the compiler is to preprocess only, or to tell of itself."""

    @property
    def is_for_bpf(self) -> bool:
        """Whether it says that it builds for BPF."""
        pairs = zip(["", *self.flags], self.flags, strict=False)
        return any(
            word.startswith(("--target=bpf", "-target=bpf")) or (before == "-target" and word.startswith("bpf"))
            for before, word in pairs
        )


def parted(words: Sequence[str]) -> Build:
    """What these words, without the compiler's own name, ask for."""
    build = Build()
    rest = iter(_expanded(words))
    for word in rest:
        build.asks = build.asks or re.fullmatch(_ASKS, word) is not None
        if word == "-v":
            build.others.append(word)
        elif word in _TAKES_ONE:
            next(rest, None)
        elif word in _SEARCH:
            build.flags += [word, *[value for value in [next(rest, "")] if value]]
        elif word != "-" and word.startswith("-"):
            if not re.match(_ABOUT_OUTPUT, word):
                build.flags.append(word)
        elif word.endswith(".c"):
            build.sources.append(word)
        else:
            build.others.append(word)
    return build


def _expanded(words: Iterable[str]) -> Iterator[str]:
    """The words, and for `@FILE` those in the file, as Bazel and ninja pass long command lines."""
    import shlex

    for word in words:
        if not word.startswith("@"):
            yield word
            continue
        try:
            yield from shlex.split(read_regular(Path(word[1:]), _MAX_BYTES).decode("utf-8"))
        except (OSError, ValueError) as error:
            raise BpflintError(f"{word}: cannot be read: {getattr(error, 'strerror', None) or error}") from error


@dataclass(frozen=True, slots=True)
class Shared:
    """A command line that a makefile made for a checker: $(CHECK) $(CFLAGS) file.c."""

    ours: tuple[str, ...]
    """bpflint's own options, with their values."""
    theirs: tuple[str, ...]
    """What is meant for a compiler, sources included."""


def shared(words: Sequence[str], command: click.Command) -> Shared | None:
    """The words of `command`'s line and of a compiler's, told apart; None where they are not surely a compiler's.

    That takes an option that only compilers have, and a C source. An option that nobody has stays with ours, which
    complain of it.
    """
    ours: list[str] = []
    theirs: list[str] = []
    takes_value = own_options(command)
    is_sure = False
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        name = word.partition("=")[0]
        whose, has_value = ours, takes_value.get(word, False)
        if word.startswith(("-I", "-D")) or (word == "-o" and rest and rest[-1].endswith(_OBJECT)):
            whose = theirs
        elif name not in takes_value and is_of_compilers(word, takes_value):
            is_sure = True
            whose, has_value = theirs, word in _SEARCH or word in _TAKES_ONE
        elif word.endswith(".c"):
            whose = theirs
        whose.append(word)
        if has_value and rest:
            whose.append(rest.pop())
    is_named = any(word.endswith(".c") for word in theirs)
    return Shared(tuple(ours), tuple(theirs)) if is_sure and is_named else None


def own_options(command: click.Command) -> dict[str, bool]:
    """The options of a command, and whether a word of their own follows them."""
    return {
        name: not parameter.is_flag
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def is_of_compilers(word: str, own: Iterable[str]) -> bool:
    """Whether compilers take this option. `-format` does not count: it is `--format` with a dash too few."""
    from difflib import get_close_matches

    if not re.fullmatch(_OF_COMPILERS, word):
        return False
    ours = f"-{word.partition('=')[0]}"
    return word.startswith("--") or not get_close_matches(ours, [name for name in own if name[:2] == "--"], 1, 0.8)
