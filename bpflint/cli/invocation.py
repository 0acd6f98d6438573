"""What the commands that look at sources share: how bpflint was called, and the files meant, with their settings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bpflint.base.errors import BpflintError, complain
from bpflint.base.files import MOST_BYTES, exists, is_directory
from bpflint.cli.options import from_environment

if TYPE_CHECKING:
    from bpflint.cli.record_run import Recording
    from bpflint.engine.input_files import Collection, SettingsFinder
    from bpflint.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Invocation:
    """How bpflint was called; click carries it as `context.obj`."""

    commands: Mapping[str, click.Command]
    """All commands by name; a command itself knows no other."""
    clang_args: tuple[str, ...] = ()
    """What stands behind `--`."""
    is_whole: bool = False
    """Whether `clang_args` are all that the file is built with."""
    recording: Recording | None = None
    """Who keeps the run, if it can be said again."""


def invocation(context: click.Context) -> Invocation:
    found: Invocation = context.obj
    return found


def settings_finder(context: click.Context, config: Path | None, no_config: bool, **options: Any) -> SettingsFinder:
    from bpflint.engine.input_files import SettingsFinder
    from bpflint.policy.settings import override

    try:
        Path.cwd()
    except OSError:
        raise BpflintError("the working directory is no longer there") from None
    called = invocation(context)
    if ours := tuple(name for name in os.environ if name.startswith("BPFLINT_")):
        from bpflint.cli.variables import complain_of_unknown, known_variables

        complain_of_unknown(ours, known_variables(called.commands.values()))
    for directory in options.get("include_dirs") or ():
        if not is_directory(directory):
            complain(f"-I {directory}: there is no such directory")
    origins = {
        str(each.name): variable for each in context.command.params if (variable := from_environment(context, each))
    }
    if config and no_config:
        # What is typed goes before what the environment says.
        if len({"config", "no_config"} & set(origins)) != 1:
            raise click.UsageError("--config and --no-config exclude each other", context)
        config, no_config = (None, True) if "config" in origins else (config, False)
    no_cache = options.pop("no_cache", False)
    options["clang_args"] = called.clang_args
    options["cache"] = False if no_cache else None
    if "no_cache" in origins:
        origins["cache"] = origins["no_cache"]

    # A compiler's whole command line says how the file is built: in this way, and in no other.
    def combined(settings: Settings) -> Settings:
        return override(replace(settings, file_rules=()) if called.is_whole else settings, origins, **options)

    return SettingsFinder(combined, config, not no_config)


def collect(
    context: click.Context,
    paths: Sequence[str],
    finder: SettingsFinder,
    *,
    only_look: bool = False,
    stdin_name: str | None = None,
) -> Collection:
    from bpflint.engine import input_files

    called = invocation(context)
    for path in paths:
        if path in called.commands and not exists(path):
            raise click.UsageError(f"the command comes first: bpflint {path} ...", context)
    collection = input_files.collect(
        paths,
        finder,
        _read_stdin,
        only_look=only_look,
        stdin_name=stdin_name or input_files.STDIN_NAME,
        judge_wholes=not called.is_whole,
    )
    missing = next((each.path for each in collection.failed if each.path == paths[0]), "")
    if re.fullmatch(r"[a-z-]+", missing) and not exists(missing):
        from bpflint.cli.other_tools import meant_command

        is_all = len(collection.failed) == len(paths)
        if hint := meant_command(missing, list(called.commands), guess=is_all):
            raise click.UsageError(f"{missing}: no such file or command{hint}", context)
    if not collection.jobs and not collection.failed and not only_look:
        complain("nothing to do: the configuration excludes every file")
    return collection


def _read_stdin() -> bytes:
    if sys.stdin is None:  # whoever started us closed it
        raise BpflintError("standard input is closed")
    try:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    except OSError as error:
        raise BpflintError(f"standard input cannot be read: {error.strerror or error}") from error
