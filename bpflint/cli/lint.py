"""`bpflint FILES`: lint, and what goes where."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bpflint.base.safe_text import printable
from bpflint.cli.invocation import collect, invocation, settings_finder
from bpflint.cli.options import (
    CLEAN,
    COLOUR,
    COMPILER,
    CONTEXT,
    EXCLUDE,
    FILE,
    FORCE,
    KERNELS,
    OUTPUT,
    RUN,
    TARGET,
    TROUBLE,
    VERSION,
    HelpfulCommand,
    OneOf,
    Sections,
    completed,
    format_option,
    option,
    outputs,
    rule_list,
    setting,
)
from bpflint.cli.outputs import check_outputs, deliver, open_writer, plain_text

if TYPE_CHECKING:
    from bpflint.cli.session import Session
    from bpflint.engine.input_files import Collection
    from bpflint.report.outcome import Outcome


_SESSION: Final = "bpflint.session"
"""Where click's context has the session that a run was."""


def _show_completion(context: click.Context, _parameter: click.Parameter, shell: str | None) -> None:
    if shell and not context.resilient_parsing:
        from bpflint.cli.completion import script

        click.echo(script(shell, lint_command, invocation(context).commands))
        context.exit()


def _lint_sections_before(context: click.Context) -> Sections:
    commands = [(name, command.get_short_help_str(90)) for name, command in invocation(context).commands.items()]
    return {"Commands": [*commands, ("help", "Show the options of a command.")]}


def _lint_sections_after(_context: click.Context) -> Sections:
    return {
        "Examples": [
            ("bpflint src/", "every BPF source below src"),
            ("bpflint --kernel '>=6.6' x.bpf.c", "errors for every kernel from 6.6 on"),
            ("bpflint --format sarif -o x.sarif .", "for GitHub code scanning"),
            ("bpflint x.bpf.c -- -Iinc -DDEBUG", "arguments for the compiler's front end"),
        ],
        "Environment": [("BPFLINT_KERNEL ...", "settings by their names; the command line goes before them")],
        "Exit codes": [
            ("0", "nothing at or above --fail-on"),
            ("1", "findings"),
            ("2", "wrong usage, unreadable configuration, or a file that could not be analysed"),
        ],
    }


@click.command(
    "bpflint",
    cls=HelpfulCommand,
    short_help="Lint, as without a command.",
    context_settings=CONTEXT,
    before=_lint_sections_before,
    after=_lint_sections_after,
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="FILES|DIRS|- [-- CLANG_ARGS]")
@KERNELS
@setting(
    "Rules",
    "--select",
    multiple=True,
    callback=rule_list,
    shell_complete=completed("rules"),
    metavar="RULES",
    help="Only these: KF4,call-order.",
)
@setting(
    "Rules",
    "--extend-select",
    multiple=True,
    callback=rule_list,
    shell_complete=completed("rules"),
    metavar="RULES",
    help="These besides the usual ones.",
)
@setting(
    "Rules",
    "--ignore",
    multiple=True,
    callback=rule_list,
    shell_complete=completed("rules"),
    metavar="RULES",
    help="Not these.",
)
@setting(
    "Rules",
    "--profile",
    type=OneOf(["default", "pedantic", "audit"]),
    metavar="PROFILE",
    help="How much to hear: default, pedantic or audit.",
)
@setting(
    "Rules",
    "--fail-on",
    type=OneOf(["error", "warning", "note", "never"]),
    metavar="LEVEL",
    help="Exit with 1 from this level on: error, warning (the default), note or never.",
)
@setting(
    "Rules",
    "--fail-on-degraded/--no-fail-on-degraded",
    default=None,
    help="Exit with 2 where a file was not fully understood.",
)
@option(
    "Rules",
    "--ignore-comments",
    is_flag=True,
    default=None,
    help="Let no comment in a source silence anything.",
)
@option("Rules", "--exit-zero", is_flag=True, help="Exit with 0 in spite of findings.")
@setting("Rules", "--baseline", type=FILE, metavar="FILE", help="Do not report what FILE records.")
@option("Rules", "--since", metavar="REV", help="Only what lines newer than this git revision take part in.")
@option("Rules", "--write-baseline", type=TARGET, metavar="FILE", help="Record today's findings in FILE.")
@format_option("text", "json", "sarif", "github", "concise", "gitlab", "junit", "rdjson", envvar="BPFLINT_FORMAT")
@OUTPUT
@FORCE
@option(
    "Report",
    "--output-format",
    "outputs",
    multiple=True,
    callback=outputs,
    metavar="FORMAT:FILE",
    help="Write a report to FILE as well; as often as needed.",
)
@option("Run", "--watch", is_flag=True, help="Lint again whenever a source, a header or the settings change.")
@option("Run", "--stdin-filename", metavar="FILE", help="The file that standard input (-) is the text of.")
@option("Report", "--show-files", is_flag=True, help="List what a search takes and leaves, and why; lint nothing.")
@option("Report", "--show-settings", is_flag=True, help="Show settings and who gave them; lint nothing.")
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
    type=OneOf(["bash", "zsh", "fish"]),
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
    show_settings: bool,
    statistics: bool,
    colour: str,
    fix: bool,
    diff: bool,
    add_ignore: bool,
    since: str | None,
    quiet: bool,
    force: bool,
    watch: bool,
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
    from bpflint.cli.session import Session

    _refuse_contradictions(context, **context.params)
    if watch:
        return _keep_linting(context, paths)
    finder = settings_finder(context, config, no_config, baseline=baseline, **options)
    if show_files:
        return _show_files(collect(context, paths, finder, only_look=True, stdin_name=stdin_filename))
    if show_settings:
        return _show_settings(collect(context, paths or ["."], finder, only_look=True, stdin_name=stdin_filename))
    reports = _Reports(form, output, outputs, statistics, verbose, colour, quiet)
    collection = collect(context, paths, finder, stdin_name=stdin_filename)
    check_outputs(collection.files, [output, write_baseline, *(file for _, file in outputs)], force=force)
    session = Session(collection, verbose, meanwhile=reports.renderer, since=since)
    if diff:
        return session.show_diff()
    if add_ignore:
        return session.add_ignores()
    fixed = session.fix() if fix else 0
    if write_baseline:
        return session.record(write_baseline)
    reports.write(session, fixed)
    context.meta[_SESSION] = session
    code = session.exit_code(exit_zero)
    if (recording := invocation(context).recording) and session.lasts and not (fix or since or statistics):
        recording.keep(code, reports.files(), session.outcome.seconds if reports.tells_time else None)
    return code


def _keep_linting(context: click.Context, paths: Sequence[str]) -> int:
    from bpflint.cli.watch import inputs, keep_linting

    arguments = {**context.params, "watch": False}

    def lint() -> tuple[int, list[str]]:
        code = context.invoke(lint_command, **arguments)
        return code, inputs(context.meta[_SESSION])

    given = (context.params[name] for name in ("config", "baseline", "kernel_profile"))
    return keep_linting(lint, paths, [str(path) for path in given if path])


def _refuse_contradictions(context: click.Context, paths: tuple[str, ...], **given: Any) -> None:
    if given["fix"] + given["diff"] + given["add_ignore"] > 1:
        raise click.UsageError("--fix, --diff and --add-ignore exclude each other", context)
    if not paths and not given["show_settings"]:
        raise click.UsageError("no files given", context)
    only_reports = not any(
        given[name] for name in ("fix", "diff", "add_ignore", "write_baseline", "show_files", "show_settings")
    )
    if given["watch"] and ("-" in paths or not only_reports):
        raise click.UsageError("--watch only reports, and cannot watch standard input", context)


@dataclass(frozen=True)
class _Reports:
    """What is written of a run, in which formats, and where."""

    form: str
    output: Path | None
    outputs: tuple[tuple[str, Path], ...]
    statistics: bool
    verbose: bool
    colour: str
    quiet: bool

    def renderer(self, form: str = "") -> Callable[[Outcome], str]:
        from bpflint.report.formats import renderer

        return renderer(form or self.form, statistics=self.statistics, verbose=self.verbose)

    @property
    def tells_time(self) -> bool:
        """Whether the last line that is printed says how long the run took."""
        return not self.quiet and (self.form == "text" or self.output is not None)

    def files(self) -> list[Path]:
        """Where reports are written to."""
        return [*([self.output] if self.output else []), *(file for _, file in self.outputs)]

    def write(self, session: Session, fixed: int) -> None:
        """Run the session; text for a person comes as soon as it is known, other formats at the end."""
        target = open_writer(self.colour) if self.form == "text" and self.output is None else None
        outcome = session.run(target, fixed)
        if target:
            target.write(_summary(outcome, self.statistics) if self.statistics or not self.quiet else [])
        else:
            deliver(self.renderer()(outcome), self.output)
            if (self.output and not self.quiet) or self.statistics:
                sys.stderr.write(plain_text(_summary(outcome, self.statistics)))
        for form, file in self.outputs:
            deliver(self.renderer(form)(outcome), file)


def _show_files(collection: Collection) -> int:
    seen = {each.path: (each.taken, each.why) for each in collection.seen}
    for path in collection.files:
        seen.setdefault(path, (True, "named"))
    for report in collection.failed:
        seen[report.path] = (False, report.problems[0].message)
    for path, (taken, why) in seen.items():
        click.echo(f"{'lint' if taken else 'skip'}  {printable(path)}: {printable(why)}")
    return TROUBLE if collection.failed else CLEAN


def _show_settings(collection: Collection) -> int:
    from bpflint.cli.show_settings import settings_page

    click.echo(settings_page(collection))
    return TROUBLE if collection.failed else CLEAN


def _summary(outcome: Outcome, statistics: bool) -> list[Any]:
    from bpflint.report.text import render_summary

    return render_summary(outcome, statistics)
