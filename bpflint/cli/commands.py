"""The commands by name, in the order in which help lists them."""

from __future__ import annotations

from typing import Final

import click

from bpflint.cli.cc import cc_command
from bpflint.cli.compat import compat_command
from bpflint.cli.doctor import doctor_command
from bpflint.cli.lint import lint_command
from bpflint.cli.lookup import (
    explain_command,
    helper_command,
    kernel_command,
    kfunc_command,
    lsp_command,
    rules_command,
    surface_command,
)

COMMANDS: Final[dict[str, click.Command]] = {
    "check": lint_command,
    "explain": explain_command,
    "rules": rules_command,
    "kfunc": kfunc_command,
    "helper": helper_command,
    "surface": surface_command,
    "compat": compat_command,
    "doctor": doctor_command,
    "cc": cc_command,
    "kernel": kernel_command,
    "lsp": lsp_command,
}
