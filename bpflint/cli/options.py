"""Options of the command line that several commands share, and a help page that groups them by topic."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from bpflint import __version__

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # of which old releases make no generic

CLEAN, FOUND, TROUBLE, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 130, 141
"""Exit codes; the last two as a shell says them of a signal."""

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 110}

Sections = Mapping[str, Sequence[tuple[str, str]]]
SectionsOf = Callable[[click.Context], Sections]


class TopicalOption(click.Option):
    """An option that help lists under a topic."""

    def __init__(self, *args: Any, topic: str = "Run", is_setting: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic = topic
        if is_setting and self.name:
            self.envvar = f"BPFLINT_{self.name.upper()}"


class _FittingFormatter(click.HelpFormatter):
    """Help that fits narrow terminals too; click's own takes 50 columns at least."""

    def __init__(self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None) -> None:
        columns = min(shutil.get_terminal_size().columns, max_width or 80) - 2
        super().__init__(indent_increment, width or max(columns, 30), max_width)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """As click's, with names that are wider than all there is on lines of their own."""
        room = self.width - self.current_indent
        fitting: list[tuple[str, str]] = []
        for names, text in rows:
            *first, last = names.split(" / ") if len(names) > room else [names]
            fitting += [*((f"{name} /", "") for name in first), (last, text)]
        super().write_dl(fitting, col_max, col_spacing)


class FittingContext(click.Context):
    """One whose help fits the terminal."""

    formatter_class = _FittingFormatter


class HelpfulCommand(click.Command):
    """A command whose help groups options by topic, between sections of our own.

    `before` and `after` give those sections, as titles with lines of two columns.
    """

    context_class = FittingContext

    def __init__(
        self, *args: Any, before: SectionsOf | None = None, after: SectionsOf | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._before = before
        self._after = after

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        topics: dict[str, list[tuple[str, str]]] = {}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                topics.setdefault(getattr(parameter, "topic", "Run"), []).append(record)
        before = self._before(ctx) if self._before else {}
        after = self._after(ctx) if self._after else {}
        for title, lines in (*before.items(), *topics.items(), *after.items()):
            with formatter.section(title):
                formatter.write_dl(lines, col_max=min(34, formatter.width // 2))


class OneOf(_Choice):
    """One of a few words, with a hint where another tool's word for it is given."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            from bpflint.cli.other_tools import meant_value

            known = ", ".join(self.choices)
            self.fail(f"{value!r} is not one of {known}{meant_value(str(value), self.choices)}", param, ctx)
        return str(value)


def option(topic: str, *names: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(*names, cls=TopicalOption, topic=topic, **kwargs)


def setting(topic: str, *names: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option that the environment may give as well: `BPFLINT_` and its name."""
    return option(topic, *names, is_setting=True, **kwargs)


def from_environment(context: click.Context, parameter: click.Parameter | None) -> str | None:
    """The variable that gave this option its value; None if none did."""
    if parameter is None or not parameter.name:
        return None
    is_given = context.get_parameter_source(parameter.name) is ParameterSource.ENVIRONMENT
    return str(parameter.envvar) if is_given else None


def combine(*decorators: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return decorate


def completed(kind: str) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """What a shell completes a word to that names one of a kind; see completed_words.py."""

    def complete(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from bpflint.cli.completed_words import words

        return [CompletionItem(word, help=about or None) for word, about in words(kind, incomplete)]

    return complete


def rule_list(_context: click.Context, _parameter: click.Parameter, values: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.strip() for value in values for word in value.split(",") if word.strip())


def machine(_context: click.Context, _parameter: click.Parameter, value: str | None) -> str | None:
    """A machine by one of its names."""
    from bpflint.source.machines import ALIASES, machine_of

    if value is not None and machine_of(value) is None:
        raise click.BadParameter(f"{value!r} is not one of {', '.join(names[0] for names in ALIASES.values())}")
    return value


FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
DIRECTORY: Final = click.Path(exists=True, file_okay=False, path_type=Path)
TARGET: Final = click.Path(dir_okay=False, path_type=Path)

KERNELS: Final = combine(
    setting(
        "Kernels",
        "--kernel",
        metavar="SPEC",
        shell_complete=completed("kernels"),
        help="Target: 6.6, '>=6.1', 6.1..6.12, lts, latest, 6.1,6.6,6.12.",
    ),
    setting(
        "Kernels",
        "--kernel-profile",
        type=FILE,
        metavar="FILE",
        help="Target: a kernel described by 'bpflint kernel', or its image or BTF.",
    ),
    setting(
        "Kernels",
        "--rules",
        type=DIRECTORY,
        multiple=True,
        metavar="DIR",
        help="Add facts about kfuncs of your own modules.",
    ),
)
ONE_KERNEL: Final = combine(
    option(
        "Kernels",
        "--kernel",
        shell_complete=completed("kernels"),
        metavar="VERSION",
        help="As this kernel has it, not its history.",
    ),
    option("Kernels", "--kernel-profile", type=FILE, metavar="FILE", help="As the kernel of this profile has it."),
)
COMPILER: Final = combine(
    setting(
        "Compiler",
        "-I",
        "include_dirs",
        type=click.Path(),
        multiple=True,
        metavar="DIR",
        help="Search DIR for headers.",
    ),
    setting(
        "Compiler",
        "-D",
        "defines",
        multiple=True,
        metavar="NAME[=VALUE]",
        help="Define a macro.",
    ),
    setting(
        "Compiler",
        "-p",
        "compile_commands",
        type=click.Path(exists=True, path_type=Path),
        metavar="DIR",
        help="Take flags from DIR/compile_commands.json, or from the file DIR.",
    ),
    setting(
        "Compiler",
        "--arch",
        callback=machine,
        shell_complete=completed("machines"),
        metavar="MACHINE",
        help="Read sources as built for MACHINE: x86_64, arm64 ...",
    ),
    setting(
        "Compiler",
        "--loader",
        type=OneOf(["libbpf", "ebpf-go", "aya", "auto"]),
        metavar="LOADER",
        help="Whose section names count: libbpf, ebpf-go, aya or auto, the default.",
    ),
    setting(
        "Compiler",
        "--vmlinux",
        type=FILE,
        metavar="FILE",
        help="Use this vmlinux.h; ours serves where there is none.",
    ),
)
RUN: Final = combine(
    setting(
        "Run",
        "--config",
        type=FILE,
        metavar="FILE",
        help="Read settings from FILE, not from the project's file.",
    ),
    setting("Run", "--no-config", is_flag=True, help="Ignore configuration files."),
    setting(
        "Run",
        "-j",
        "--jobs",
        type=click.IntRange(1, 512),
        metavar="N",
        help="Processes; one for each processor by default.",
    ),
    setting(
        "Run",
        "--run-timeout",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        help="Leave out what is not done by then; an hour by default.",
    ),
    setting(
        "Run",
        "--no-cache",
        is_flag=True,
        help="Neither read nor write precompiled headers and kept reports.",
    ),
    option("Run", "-v", "--verbose", is_flag=True, help="Say more: configuration used, all that was lost in parsing."),
)
EXCLUDE: Final = setting(
    "Run",
    "--exclude",
    multiple=True,
    metavar="PATTERN",
    help="Leave out these files and directories, as in .gitignore.",
)
COLOUR: Final = option(
    "Report",
    "--color",
    "colour",
    type=OneOf(["auto", "always", "never"]),
    metavar="WHEN",
    default="auto",
    help="Colours: auto, always or never.",
)
OUTPUT: Final = option(
    "Report",
    "-o",
    "--output",
    type=TARGET,
    callback=lambda _context, _parameter, path: None if path == Path("-") else path,
    metavar="FILE",
    help="Write the report to FILE, whole or not at all.",
)
FORCE: Final = option("Report", "--force", is_flag=True, help="Write over a file that is no report of bpflint.")


def format_option(*choices: str, envvar: str | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return option(
        "Report",
        "--format",
        "form",
        envvar=envvar,
        type=OneOf(choices),
        default=choices[0],
        metavar="FORMAT",
        help=f"{', '.join(choices[:-1])} or {choices[-1]}.",
    )


def outputs(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, Path], ...]:
    """`FORMAT:FILE` as pairs."""
    pairs = []
    for value in values:
        from bpflint.report.formats import NAMES

        form, colon, file = value.partition(":")
        if form not in NAMES or not colon or file in ("", "-"):
            raise click.BadParameter(f"{value!r} is not FORMAT:FILE{_meant_output(value)}", context, parameter)
        pairs.append((form, Path(file)))
    return tuple(pairs)


def _meant_output(value: str) -> str:
    """A hint for what is no FORMAT:FILE: `concise`, as ruff has it, `sarif=x.sarif` or `json:-`."""
    from bpflint.cli.other_tools import VALUES
    from bpflint.report.formats import NAMES

    word, _, file = value.replace("=", ":", 1).partition(":")
    form = word if word in NAMES else VALUES.get(word.lower(), word.lower())
    if form not in NAMES:
        return f" with one of {', '.join(NAMES)}"
    return f"; did you mean '{form}:{file}'?" if file not in ("", "-") else f"; without a file it is --format {form}"


def _show_version(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"bpflint {__version__}")
        context.exit()


VERSION: Final = option(
    "Run",
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version.",
)
