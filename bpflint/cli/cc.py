"""`bpflint cc -- clang ... -c x.bpf.c`: lint what a compiler is asked to build, with the flags that it is given."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from bpflint.cli.invocation import invocation
from bpflint.cli.lint import lint_command
from bpflint.cli.options import CLEAN, CONTEXT, HelpfulCommand


@click.command(
    "cc",
    cls=HelpfulCommand,
    context_settings={**CONTEXT, "ignore_unknown_options": True},
    short_help="Lint what a compiler is asked to build.",
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="-- COMPILER ...")
@click.pass_context
def cc_command(context: click.Context, /, options: tuple[str, ...]) -> int:
    """Lint what a compiler is asked to build: `bpflint cc -- clang -O2 -target bpf -Iinclude -c x.bpf.c -o x.o`.

    OPTIONS are those of linting, such as --kernel. The compiler is not run. Where it would link, preprocess or tell its
    version, or build C of user space, there is nothing to lint. `make CHECK=bpflint` comes here as well.
    """
    from bpflint.cli.compiler_line import parted

    called = invocation(context)
    words = called.clang_args
    if not words:
        raise click.UsageError("give the compiler's command line behind --", context)
    build = parted(words[1:])
    if build.asks:
        return CLEAN
    if not build.sources:
        if build.others:
            return CLEAN
        raise click.UsageError("no C source in the compiler's command line", context)
    is_for_bpf = build.is_for_bpf or "bpf" in Path(words[0]).name
    sources = [path for path in build.sources if is_for_bpf or not _is_of_user_space(path)]
    if not sources:
        return CLEAN
    whole = replace(called, clang_args=tuple(build.flags), is_whole=True)
    with lint_command.make_context("bpflint", [*options, *sources], obj=whole) as inner:
        code = lint_command.invoke(inner)
    return code if isinstance(code, int) else CLEAN


def _is_of_user_space(path: str) -> bool:
    """Whether a build makes something else of this source than a BPF object."""
    from bpflint.source.bpf_text import looks_like_bpf

    try:
        return not looks_like_bpf(path, Path(path).read_bytes())
    except OSError:
        return False  # which is said where it is linted
