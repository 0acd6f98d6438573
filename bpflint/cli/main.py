"""The command line: which command, its exit code, and what is said where one fails. Nothing is analysed here.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, unreadable configuration or a file that could
not be analysed. Libraries are imported where they are used, so that the small commands start at once.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bpflint.base.errors import BpflintError, complain, did_you_mean
from bpflint.base.lifetime import Ended, ending_in_order
from bpflint.cli.argument_files import split_arguments
from bpflint.cli.commands import COMMANDS
from bpflint.cli.invocation import Invocation
from bpflint.cli.lint import lint_command
from bpflint.cli.options import BROKEN_PIPE, CLEAN, FOUND, INTERRUPTED, TROUBLE, from_environment
from bpflint.cli.replay_run import take_any_text

if TYPE_CHECKING:
    from bpflint.cli.record_run import Recording

_OUTPUT: Final = frozenset({errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPIPE})
"""How writing fails: a full disk, a terminal or a reader that has gone."""
_SYSTEM: Final = frozenset({errno.EAGAIN, errno.EMFILE, errno.ENAMETOOLONG, errno.ENFILE, errno.ENOMEM, errno.EROFS})
"""What a system refuses for reasons of its own."""
_REPORT: Final = "This is a mistake in bpflint, not in your program. Please report it, with the text above."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run bpflint with these arguments (those of the process if None); returns the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever closed it does not want to read it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
    take_any_text()
    try:
        with ending_in_order():
            return _guarded(list(sys.argv[1:] if arguments is None else arguments), own=arguments is None)
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except Ended as end:
        return end.code
    except OSError as error:
        return unwritten(error)


def unwritten(error: OSError) -> int:
    """Say that the output cannot be written, unless nobody reads it; returns the exit code."""
    if isinstance(error, BrokenPipeError):
        # Whoever read our output has seen enough. Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    complain(f"the output cannot be written: {error.strerror}")
    return TROUBLE


def _guarded(arguments: list[str], *, own: bool) -> int:
    try:
        if instruction := os.environ.get("_BPFLINT_COMPLETE"):
            return _complete(instruction)
        before, clang_args = split_arguments(arguments)
        command, rest = _choose(before)
        if command is lint_command and "--" not in arguments and any(word[:1] == "-" != word[1:2] for word in rest):
            from bpflint.cli.compiler_line import shared

            if line := shared(rest, lint_command):
                command, rest, clang_args = COMMANDS["cc"], list(line.ours), ["$(CHECK)", *line.theirs]
        with _listening(arguments) if own and command is lint_command else contextlib.nullcontext() as listening:
            called = Invocation(COMMANDS, tuple(clang_args), recording=listening)
            # Not command.main(), which would answer a broken pipe with exit code 1, our word for findings.
            with command.make_context(_program_name(command), rest, obj=called) as context:
                code = command.invoke(context)
        sys.stdout.flush()
        return code if isinstance(code, int) else CLEAN
    except click.exceptions.Exit as stop:
        sys.stdout.flush()
        return stop.exit_code
    except BpflintError as error:
        for problem in error.problems:
            complain(problem)
        return TROUBLE
    except click.NoSuchOption as error:
        complain(_unknown_option(error, arguments))
        return TROUBLE
    except click.ClickException as error:
        complain(_usage_message(error))
        return TROUBLE
    except MemoryError:
        complain("there is not enough memory")
        return TROUBLE
    except Exception as error:
        if isinstance(error, OSError):
            if error.errno in _OUTPUT:
                raise
            if error.errno in _SYSTEM:
                complain(f"{error.filename}: {error.strerror}" if error.filename else f"{error.strerror}")
                return TROUBLE
        import traceback

        traceback.print_exc()
        complain(_REPORT)
        return TROUBLE


def _listening(arguments: list[str]) -> contextlib.AbstractContextManager[Recording | None]:
    from bpflint.cli.record_run import recording

    return recording(arguments)


def _complete(instruction: str) -> int:
    from bpflint.cli.completion import answer

    words = answer(instruction, lint_command, COMMANDS)
    if words:
        click.echo(words)
    return CLEAN if words is not None else FOUND


def _usage_message(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    context = getattr(error, "ctx", None)
    if isinstance(error, click.BadParameter) and context and (variable := from_environment(context, error.param)):
        return f"{variable}: {message}"
    return f"{message} (try '{context.command_path} --help')" if context else message


def _unknown_option(error: click.NoSuchOption, arguments: Sequence[str]) -> str:
    """click reads `-kernel 6.1` as `-k`; the word that was typed tells what was meant."""
    from bpflint.cli.compiler_line import is_of_compilers, own_options
    from bpflint.cli.other_tools import meant_option

    if error.ctx is None:
        return _usage_message(error)
    own = own_options(error.ctx.command)
    name = error.option_name
    word = _typed(name, [each for each in arguments if not own.get(each[:2])])
    if hint := meant_option(word, own):
        word = word.partition("=")[0]
    elif name.startswith("--") or len(word) <= 2:
        return _usage_message(error)
    elif is_of_compilers(word, own):
        hint = "; what the compiler is to hear stands behind --"
    else:
        hint = did_you_mean(f"-{word.partition('=')[0]}", [each for each in own if each.startswith("--")])
    return f"no such option {word!r}{hint} (try '{error.ctx.command_path} --help')"


def _typed(name: str, words: Sequence[str]) -> str:
    """The word that click found the option `name` in: `-e` in `-header-filter`."""
    shorts = [each for each in words if each[:1] == "-" != each[1:2] and name[-1] in each]
    return next((each for each in words if each.startswith(name)), shorts[0] if shorts else name)


def _choose(arguments: list[str]) -> tuple[click.Command, list[str]]:
    if arguments and arguments[0] == "help":
        return _helped(arguments[1:])
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]], arguments[1:]
    return lint_command, arguments


def _helped(names: list[str]) -> tuple[click.Command, list[str]]:
    """`help` and `help COMMAND` as the `--help` that they mean."""
    if not names:
        return lint_command, ["--help"]
    if names[0] not in COMMANDS:
        from bpflint.cli.other_tools import meant_command

        hint = meant_command(names[0], list(COMMANDS), guess=True)
        raise click.UsageError(f"{names[0]}: no such command{hint}")
    return COMMANDS[names[0]], [*names[1:], "--help"]


def _program_name(command: click.Command) -> str:
    return "bpflint" if command is lint_command else f"bpflint {command.name}"
