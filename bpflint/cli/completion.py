"""Completion for bash, zsh and fish: click's own, told of the commands that main() chooses among by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import click
from click.shell_completion import BashComplete, CompletionItem, FishComplete, ShellComplete, ZshComplete

VARIABLE: Final = "_BPFLINT_COMPLETE"
"""The script that a shell reads asks by this variable, as click has it."""


class _Everything(click.Group):
    """All commands as click sees them; what is no command is a file."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [CompletionItem(incomplete, type="file"), *found]


class _Ours(ShellComplete):
    """What stands behind `--` is for the compiler: a file, most likely."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        return [CompletionItem(incomplete, type="file")] if "--" in args else super().get_completions(args, incomplete)


class _Bash(_Ours, BashComplete):
    """bash parts words at `=`: `--format=s` comes as three."""

    def get_completion_args(self) -> tuple[list[str], str]:
        args, incomplete = super().get_completion_args()
        return [word for word in args if word != "="], incomplete


class _Whole(_Ours):
    """For shells that replace whole words: what `--format=s` becomes begins with `--format=`."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        found = super().get_completions(args, incomplete)
        name, sign, _ = incomplete.partition("=")
        if sign and name.startswith("--"):
            for item in found:
                item.value = f"{name}={item.value}"
        return found


class _Zsh(_Whole, ZshComplete):
    """zsh drops empty lines, and then takes each line for another. A path it completes from the sign `=` on."""

    source_template = ZshComplete.source_template.replace(
        "            _path_files",
        "            [[ $words[CURRENT] == --*=* ]] && compset -P '*='\n            _path_files",
    )

    def format_completion(self, item: CompletionItem) -> str:
        item.value = item.value or "_"
        return super().format_completion(item)


class _Fish(_Whole, FishComplete):
    pass


_SHELLS: Final[Mapping[str, type[ShellComplete]]] = {"bash": _Bash, "zsh": _Zsh, "fish": _Fish}


def _everything(lint: click.Command, commands: Mapping[str, click.Command]) -> click.Group:
    options = [parameter for parameter in lint.params if isinstance(parameter, click.Option)]
    names = click.Argument(["command"], type=click.Choice(sorted(commands)), required=False)
    build = click.Command("cc", params=list(options), short_help=commands["cc"].short_help)
    helper = click.Command("help", params=[names], short_help="Show the options of a command.")
    return _Everything("bpflint", params=list(options), commands={**commands, "cc": build, "help": helper})


def script(shell: str, lint: click.Command, commands: Mapping[str, click.Command]) -> str:
    """What the shell reads: `eval "$(bpflint --completion bash)"`."""
    return _SHELLS[shell](_everything(lint, commands), {}, "bpflint", VARIABLE).source()


def answer(instruction: str, lint: click.Command, commands: Mapping[str, click.Command]) -> str | None:
    """The words that may stand next, for `bash_complete` and its kin; None for any other instruction."""
    shell, _, what = instruction.partition("_")
    completes = _SHELLS.get(shell) if what == "complete" else None
    return completes(_everything(lint, commands), {}, "bpflint", VARIABLE).complete() if completes else None
