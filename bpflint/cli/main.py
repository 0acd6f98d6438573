"""The command line: arguments, what is printed where, and exit codes. Nothing is analysed here.

Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, unreadable configuration or a file that could
not be analysed. Libraries are imported where they are used, so that the small commands start at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bpflint.base.errors import BpflintError, complain, did_you_mean
from bpflint.base.safe_text import printable
from bpflint.cli.lookup import (
    deliver,
    explain_command,
    helper_command,
    kernel_command,
    kfunc_command,
    lsp_command,
    open_writer,
    plain_text,
    rules_command,
    surface_command,
)
from bpflint.cli.options import (
    BROKEN_PIPE,
    CLEAN,
    COLOUR,
    COMPILER,
    CONTEXT,
    EXCLUDE,
    FILE,
    FOUND,
    INTERRUPTED,
    KERNELS,
    OUTPUT,
    RUN,
    TARGET,
    TROUBLE,
    VERSION,
    HelpfulCommand,
    Sections,
    format_option,
    option,
    outputs,
    rule_list,
)

if TYPE_CHECKING:
    from bpflint.cli.input_files import Collection, SettingsFinder
    from bpflint.cli.session import Session
    from bpflint.report.compat_page import Page
    from bpflint.report.outcome import Outcome

_OUTPUT: Final = frozenset({errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.EPIPE})
"""How writing fails: a full disk, a terminal or a reader that has gone."""
_REPORT: Final = "This is a mistake in bpflint, not in your program. Please report it, with the text above."


# ------------------------------------------------------------------------------------------------- the entry point


def main(arguments: Sequence[str] | None = None) -> int:
    """Run bpflint with these arguments (those of the process if None); returns the exit code."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # whoever closed it does not want to read it
            setattr(sys, name, Path(os.devnull).open("w"))  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that is not UTF-8 must not cost the report.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _guarded(list(sys.argv[1:] if arguments is None else arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough. Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        complain(f"the output cannot be written: {error.strerror}")
        return TROUBLE


def _guarded(arguments: list[str]) -> int:
    try:
        if instruction := os.environ.get("_BPFLINT_COMPLETE"):
            return _complete(instruction)
        before, clang_args = split_arguments(arguments)
        command, rest = _choose(before)
        # Not command.main(), which would answer a broken pipe with exit code 1, our word for findings.
        with command.make_context(_program_name(command), rest, obj={"clang_args": tuple(clang_args)}) as context:
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
    except click.ClickException as error:
        complain(_usage_message(error))
        return TROUBLE
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _OUTPUT:
            raise
        import traceback

        traceback.print_exc()
        complain(_REPORT)
        return TROUBLE


def _complete(instruction: str) -> int:
    from bpflint.cli.completion import answer

    words = answer(instruction, lint_command, COMMANDS)
    if words:
        click.echo(words)
    return CLEAN if words is not None else FOUND


def _show_completion(context: click.Context, _parameter: click.Parameter, shell: str | None) -> None:
    if shell and not context.resilient_parsing:
        from bpflint.cli.completion import script

        click.echo(script(shell, lint_command, COMMANDS))
        context.exit()


def _usage_message(error: click.ClickException) -> str:
    message = error.format_message().rstrip(".")
    message = message[:1].lower() + message[1:]
    context = getattr(error, "ctx", None)
    return f"{message} (try '{context.command_path} --help')" if context else message


def split_arguments(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`, with `@FILE` before it replaced by the arguments in FILE.

    Such a file holds one argument a line; lines that begin with `-` are split as a shell would, blank lines and those
    that begin with `#` are skipped. Raises BpflintError if it cannot be read.
    """
    before: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            return before, rest
        if argument.startswith("@") and len(argument) > 1:
            rest[:0] = _read_arguments(argument[1:])
        else:
            before.append(argument)
    return before, []


def _read_arguments(path: str) -> list[str]:
    import shlex

    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise BpflintError(f"@{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    arguments: list[str] = []
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if text.startswith("@"):
            raise BpflintError(f"{path}:{number}: an argument file cannot name another; write './{text}' for a path")
        if text and not text.startswith("#"):
            try:
                arguments += shlex.split(text) if text.startswith("-") and text != "-" else [text]
            except ValueError as error:
                raise BpflintError(f"{path}:{number}: {error}") from error
    return arguments


def _choose(arguments: list[str]) -> tuple[click.Command, list[str]]:
    if arguments and arguments[0] == "check":
        return lint_command, arguments[1:]
    if arguments and arguments[0] == "help":
        return _helped(arguments[1:])
    if arguments and arguments[0] in COMMANDS:
        return COMMANDS[arguments[0]], arguments[1:]
    return lint_command, arguments


def _helped(names: list[str]) -> tuple[click.Command, list[str]]:
    """`help` and `help COMMAND` as the `--help` that they mean."""
    if not names or names[0] == "check":
        return lint_command, ["--help"]
    if names[0] not in COMMANDS:
        raise click.UsageError(f"{names[0]}: no such command{did_you_mean(names[0], list(COMMANDS))}")
    return COMMANDS[names[0]], [*names[1:], "--help"]


def _program_name(command: click.Command) -> str:
    return "bpflint" if command is lint_command else f"bpflint {command.name}"


# --------------------------------------------------------------------------------------------------------- linting


def _lint_sections_before() -> Sections:
    check = ("check", "Lint, as without a command.")
    last = ("help", "Show the options of a command.")
    return {"Commands": [check, *((name, command.get_short_help_str(90)) for name, command in COMMANDS.items()), last]}


def _lint_sections_after() -> Sections:
    return {
        "Examples": [
            ("bpflint src/", "every BPF source below src"),
            ("bpflint --kernel '>=6.6' x.bpf.c", "errors for every kernel from 6.6 on"),
            ("bpflint --format sarif -o x.sarif .", "for GitHub code scanning"),
            ("bpflint x.bpf.c -- -Iinc -DDEBUG", "arguments for the compiler's front end"),
        ],
        "Exit codes": [
            ("0", "nothing at or above --fail-on"),
            ("1", "findings"),
            ("2", "wrong usage, unreadable configuration, or a file that could not be analysed"),
        ],
    }


@click.command(
    "bpflint",
    cls=HelpfulCommand,
    context_settings=CONTEXT,
    before=_lint_sections_before,
    after=_lint_sections_after,
)
@click.argument("paths", nargs=-1, metavar="FILES|DIRS|- [-- CLANG_ARGS]")
@KERNELS
@option("Rules", "--select", multiple=True, callback=rule_list, metavar="RULES", help="Only these: KF4,call-order.")
@option(
    "Rules", "--extend-select", multiple=True, callback=rule_list, metavar="RULES", help="These besides the usual ones."
)
@option("Rules", "--ignore", multiple=True, callback=rule_list, metavar="RULES", help="Not these.")
@option(
    "Rules",
    "--profile",
    type=click.Choice(["default", "pedantic", "audit"]),
    metavar="PROFILE",
    help="How much to hear: default, pedantic or audit.",
)
@option(
    "Rules",
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    metavar="LEVEL",
    help="Exit with 1 from this level on: error, warning (the default), note or never.",
)
@option(
    "Rules",
    "--fail-on-degraded/--no-fail-on-degraded",
    default=None,
    help="Exit with 2 where a file was not fully understood.",
)
@option("Rules", "--exit-zero", is_flag=True, help="Exit with 0 in spite of findings.")
@option("Rules", "--baseline", type=FILE, metavar="FILE", help="Do not report what FILE records.")
@option("Rules", "--since", metavar="REV", help="Only what lines newer than this git revision take part in.")
@option("Rules", "--write-baseline", type=TARGET, metavar="FILE", help="Record today's findings in FILE.")
@format_option("text", "json", "sarif", "github", "concise", "gitlab", "junit", "rdjson")
@OUTPUT
@option(
    "Report",
    "--output-format",
    "outputs",
    multiple=True,
    callback=outputs,
    metavar="FORMAT:FILE",
    help="Write a report to FILE as well; as often as needed.",
)
@option("Run", "--stdin-filename", metavar="FILE", help="The file that standard input (-) is the text of.")
@option("Report", "--show-files", is_flag=True, help="List what a search takes and leaves, and why; lint nothing.")
@option("Report", "--statistics", is_flag=True, help="Count findings by rule, and name the slowest files.")
@option("Report", "-q", "--quiet", is_flag=True, help="Findings only, no summary.")
@COLOUR
@option("Fixes", "--fix", is_flag=True, help="Apply the fixes that are safe, and report what is left.")
@option("Fixes", "--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@option("Fixes", "--add-ignore", is_flag=True, help="Write comments into the sources that silence today's findings.")
@COMPILER
@EXCLUDE
@RUN
@option(
    "Run",
    "--completion",
    type=click.Choice(["bash", "zsh", "fish"]),
    metavar="SHELL",
    is_eager=True,
    expose_value=False,
    callback=_show_completion,
    help="Show what lets bash, zsh or fish complete commands and options.",
)
@VERSION
@click.pass_context
def lint_command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    outputs: tuple[tuple[str, Path], ...],
    stdin_filename: str | None,
    show_files: bool,
    statistics: bool,
    colour: str,
    fix: bool,
    diff: bool,
    add_ignore: bool,
    since: str | None,
    quiet: bool,
    exit_zero: bool,
    baseline: Path | None,
    write_baseline: Path | None,
    config: Path | None,
    no_config: bool,
    verbose: bool,
    **options: Any,
) -> int:
    """Lint BPF C: what will the kernel's verifier say about the kfuncs these programs call?

    FILES are C sources; in DIRS every BPF source is linted (--show-files tells which); - reads standard input; @FILE
    reads more arguments from a file. What follows -- goes to the compiler's front end as it is.
    """
    if fix + diff + add_ignore > 1:
        raise click.UsageError("--fix, --diff and --add-ignore exclude each other", context)
    if no_config and config:
        raise click.UsageError("--config and --no-config exclude each other", context)
    if not paths:
        raise click.UsageError("no files given", context)
    finder = _finder(context, config, no_config, baseline=baseline, **options)
    if show_files:
        return _show_files(_collect(context, paths, finder, only_look=True, stdin_name=stdin_filename))
    renderer = partial(_renderer, form, statistics, verbose)
    collection = _collect(context, paths, finder, stdin_name=stdin_filename)
    _spare_sources(collection, [output, write_baseline, *(file for _, file in outputs)])
    session = _session(collection, verbose, meanwhile=renderer, since=since)
    if diff:
        return session.show_diff()
    if add_ignore:
        return session.add_ignores()
    fixed = session.fix() if fix else 0
    if write_baseline:
        return session.record(write_baseline)
    target = open_writer(colour) if form == "text" and output is None else None
    outcome = session.run(target, fixed)
    if target:
        target.write(_summary(outcome, statistics) if statistics or not quiet else [])
    else:
        deliver(renderer()(outcome), output)
        if (output and not quiet) or statistics:
            sys.stderr.write(plain_text(_summary(outcome, statistics)))
    for name, file in outputs:
        deliver(_renderer(name, statistics, verbose)(outcome), file)
    return session.exit_code(exit_zero)


def _finder(context: click.Context, config: Path | None, no_config: bool, **options: Any) -> SettingsFinder:
    from bpflint.cli.input_files import SettingsFinder
    from bpflint.policy.settings import override

    for directory in options.get("include_dirs") or ():
        if not Path(directory).is_dir():
            complain(f"-I {directory}: there is no such directory")
    no_cache = options.pop("no_cache", False)
    options["clang_args"] = context.obj["clang_args"]
    options["cache"] = False if no_cache else None
    return SettingsFinder(lambda settings: override(settings, **options), config, not no_config)


def _show_files(collection: Collection) -> int:
    seen = {each.path: (each.taken, each.why) for each in collection.seen}
    for path in collection.files:
        seen.setdefault(path, (True, "named"))
    for report in collection.failed:
        seen[report.path] = (False, report.problems[0].message)
    for path, (taken, why) in seen.items():
        click.echo(f"{'lint' if taken else 'skip'}  {printable(path)}: {printable(why)}")
    return TROUBLE if collection.failed else CLEAN


def _collect(
    context: click.Context,
    paths: Sequence[str],
    finder: SettingsFinder,
    *,
    only_look: bool = False,
    stdin_name: str | None = None,
) -> Collection:
    from bpflint.cli.input_files import STDIN_NAME, collect

    for path in paths:
        if path in COMMANDS and not Path(path).exists():
            raise click.UsageError(f"the command comes first: bpflint {path} ...", context)
    collection = collect(
        paths, finder, lambda: sys.stdin.buffer.read(), only_look=only_look, stdin_name=stdin_name or STDIN_NAME
    )
    if len(collection.failed) == len(paths) and paths[0].isidentifier() and not Path(paths[0]).exists():
        hint = did_you_mean(paths[0], list(COMMANDS))
        if hint:
            raise click.UsageError(f"{paths[0]}: no such file or command{hint}", context)
    if not collection.jobs and not collection.failed and not only_look:
        complain("nothing to do: the configuration excludes every file")
    return collection


def _spare_sources(collection: Collection, targets: Sequence[Path | None]) -> None:
    """Raises BpflintError if a report would be written over a source, as `-o *.bpf.c` says by mistake."""
    linted = {os.path.realpath(name) for name in collection.files}
    for target in targets:
        if target is not None and (os.path.realpath(target) in linted or target.suffix in (".c", ".h")):
            raise BpflintError(f"{target}: a report is not written over a source")


def _session(
    collection: Collection,
    verbose: bool,
    every_kernel: bool = False,
    meanwhile: Callable[[], object] = lambda: None,
    since: str | None = None,
) -> Session:
    from bpflint.cli.session import Session

    return Session(collection, verbose, every_kernel, meanwhile, since)


def _summary(outcome: Outcome, statistics: bool) -> list[Any]:
    from bpflint.report.text import render_summary

    return render_summary(outcome, statistics)


def _renderer(form: str, statistics: bool, verbose: bool) -> Callable[[Outcome], str]:
    from bpflint.report.formats import renderer

    return renderer(form, statistics=statistics, verbose=verbose)


# ------------------------------------------------------------------------------------------------- the other commands


def _web_address(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise click.BadParameter(f"{value!r} does not begin with https://", context, parameter)
    return value or ""


def _page(session: Session, link_base: str, output: Path | None) -> Page:
    from datetime import UTC, datetime

    from bpflint.report.compat_page import Page

    # A build that wants the same bytes tomorrow says so in the way that all tools understand.
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)
    return Page(now.date(), session.kernel, link_base, output.parent if output else Path.cwd())


@click.command("compat", cls=HelpfulCommand, context_settings=CONTEXT)
@click.argument("paths", nargs=-1, required=True, metavar="FILES|DIRS|- [-- CLANG_ARGS]")
@KERNELS
@format_option("text", "json", "html", "markdown")
@option("Report", "--min", "only_minimum", is_flag=True, help="The oldest kernel of each program only, for scripts.")
@option("Report", "--link-base", callback=_web_address, metavar="URL", help="Where the page finds sources: https://...")
@OUTPUT
@COLOUR
@COMPILER
@EXCLUDE
@RUN
@click.pass_context
def compat_command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    form: str,
    output: Path | None,
    colour: str,
    config: Path | None,
    no_config: bool,
    verbose: bool,
    only_minimum: bool,
    link_base: str,
    **options: Any,
) -> int:
    """Show on which kernels each program loads, and what limits it."""
    from bpflint.report import compat

    finder = _finder(context, config, no_config, **options)
    collection = _collect(context, paths, finder)
    _spare_sources(collection, [output])
    session = _session(collection, verbose, every_kernel=True)
    reports = session.run(None, 0).reports
    if only_minimum:
        deliver(compat.render_minimum(reports), output)
        if compat.loads_nowhere(reports) and not session.outcome.failed():
            return FOUND
    elif form == "text" and output is None:
        open_writer(colour).write(compat.render_text(reports))
    else:
        renderers = {
            "json": compat.render_json,
            "html": _page(session, link_base, output).render,
            "markdown": compat.render_markdown,
        }
        deliver(renderers[form](reports) if form != "text" else plain_text(compat.render_text(reports)), output)
    return TROUBLE if session.outcome.failed() else CLEAN


COMMANDS: Final[dict[str, click.Command]] = {
    "explain": explain_command,
    "rules": rules_command,
    "kfunc": kfunc_command,
    "helper": helper_command,
    "surface": surface_command,
    "compat": compat_command,
    "kernel": kernel_command,
    "lsp": lsp_command,
}
