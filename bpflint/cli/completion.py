"""Completion for bash, zsh and fish: click's own, told of the commands that main() chooses among by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import click
from click.shell_completion import CompletionItem, get_completion_class

VARIABLE: Final = "_BPFLINT_COMPLETE"
"""The script that a shell reads asks by this variable, as click has it."""
SHELLS: Final = ("bash", "zsh", "fish")


class _Everything(click.Group):
    """All commands as click sees them; what is no command is a file."""

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [CompletionItem(incomplete, type="file"), *found]


def _everything(lint: click.Command, commands: Mapping[str, click.Command]) -> click.Group:
    options = [parameter for parameter in lint.params if isinstance(parameter, click.Option)]
    names = click.Argument(["command"], type=click.Choice(sorted(commands)), required=False)
    helper = click.Command("help", params=[names], short_help="Show the options of a command.")
    return _Everything("bpflint", params=list(options), commands={**commands, "help": helper})


def script(shell: str, lint: click.Command, commands: Mapping[str, click.Command]) -> str:
    """What the shell reads: `eval "$(bpflint --completion bash)"`."""
    completes = get_completion_class(shell)
    assert completes is not None
    return completes(_everything(lint, commands), {}, "bpflint", VARIABLE).source()


def answer(instruction: str, lint: click.Command, commands: Mapping[str, click.Command]) -> str | None:
    """The words that may stand next, for `bash_complete` and its kin; None for any other instruction."""
    shell, _, what = instruction.partition("_")
    completes = get_completion_class(shell) if what == "complete" else None
    return completes(_everything(lint, commands), {}, "bpflint", VARIABLE).complete() if completes else None
