"""`bpflint cc -- clang ... -c x.bpf.c`: lint what a compiler is asked to build, with the flags that it is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import click

from bpflint.cli.gathering import invocation
from bpflint.cli.lint import lint_command
from bpflint.cli.options import CLEAN, CONTEXT, HelpfulCommand

_TAKES_ONE: Final = frozenset({"-o", "-MF", "-MT", "-MQ", "-x", "-arch"})
"""Options about the compiler's output, with a word of their own behind them."""
_ABOUT_OUTPUT: Final = ("-M", "-Wp,", "-O", "-g", "-emit-", "-save-temps", "-f", "-W", "-m", "-pipe")
_OUTPUT: Final = frozenset({"-c", "-S", "-E", "-w", "-v"})
SPARSE: Final = ("-Wbitwise", "-Wno-return-void")
"""What kernel makefiles give to $(CHECK), and nobody else to bpflint."""


def is_sparse_call(arguments: Sequence[str]) -> bool:
    """True for what `make C=1 CHECK=bpflint` runs: flags of the build and a source, without a command."""
    return any(word in arguments for word in SPARSE)


def parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The sources of a compiler's command line, and the flags that matter to what is in them."""
    sources: list[str] = []
    flags: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in _TAKES_ONE:
            next(rest, None)
        elif word in _OUTPUT or word.startswith(_ABOUT_OUTPUT):
            continue
        elif word.startswith("-"):
            flags.append(word)
            if word in ("-I", "-D", "-U", "-include", "-isystem", "-iquote", "-idirafter", "-target"):
                flags += [value for value in [next(rest, "")] if value]
        elif word.endswith(".c"):
            sources.append(word)
    return sources, flags


@click.command(
    "cc",
    cls=HelpfulCommand,
    context_settings={**CONTEXT, "ignore_unknown_options": True},
    short_help="Lint what a compiler is asked to build.",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[OPTIONS] -- COMPILER ...")
@click.pass_context
def cc_command(context: click.Context, /, options: tuple[str, ...]) -> int:
    """Lint what a compiler is asked to build: `bpflint cc -- clang -O2 -target bpf -Iinclude -c x.bpf.c -o x.o`.

    OPTIONS are those of linting, such as --kernel. The compiler is not run; a command line without a C source (a link)
    is fine. `make C=1 CHECK=bpflint` in a kernel tree comes here as well.
    """
    called = invocation(context)
    words = called.clang_args
    if not words:
        raise click.UsageError("give the compiler's command line behind --", context)
    sources, flags = parted(words[1:])
    if not sources:
        return CLEAN
    whole = replace(called, clang_args=tuple(flags), is_whole=True)
    with lint_command.make_context("bpflint", [*options, *sources], obj=whole) as inner:
        code = lint_command.invoke(inner)
    return code if isinstance(code, int) else CLEAN
