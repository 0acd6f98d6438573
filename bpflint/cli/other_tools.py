"""What people type who come from ruff, clang-tidy, shellcheck, zizmor and their kind, and what it is called here.

It is said in the message about a word that bpflint does not know, and never taken for what was meant.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from bpflint.base.errors import did_you_mean


def _by_word(table: dict[str, str]) -> dict[str, str]:
    return {word: ours for ours, words in table.items() for word in words.split()}


VALUES: Final = _by_word(
    {
        # --format
        "concise": "compact short line oneline gcc unix pylint flake8 parseable tsv",
        "text": "full tty plain human pretty stylish grouped terminal rich",
        "gitlab": "codeclimate code-climate codequality code-quality",
        "github": "annotations github-actions actions",
        "junit": "junit-xml",
        "json": "json1 json-v1 json-lines ndjson jsonl",
        "rdjson": "reviewdog rdjsonl",
        "html": "htm page",
        "markdown": "md",
        # --fail-on, --color
        "error": "high critical fatal",
        "warning": "medium",
        "note": "info informational style hint notice low advice any all",
        "never": "none off no false",
        "always": "on yes true force",
        # --loader, --profile
        "ebpf-go": "cilium cilium/ebpf bpf2go go",
        "libbpf": "libbpf-rs bpftool c",
        "aya": "rust",
        "pedantic": "strict",
        "audit": "auditor paranoid",
        "default": "regular normal",
    }
)
COMMANDS: Final = _by_word(
    {
        "check": "lint run scan analyze",
        "explain": "rule why docs",
        "rules": "list linter checks list-checks list-rules",
        "lsp": "server langserver language-server daemon",
        "kernel": "kernels",
        "doctor": "debug diagnose info",
        "--version": "version",
        "--show-settings": "config settings",
        "--completion": "completion completions generate-shell-completion",
    }
)
OPTIONS: Final = _by_word(
    {
        "--add-ignore": "add-noqa suppress",
        "--arch": "target-arch",
        "--baseline": "baseline-file",
        "--color": "colour colors use-color no-color no-colors C",
        "--config": "config-file rcfile",
        "--diff": "dry-run fix-dry-run show-fixes export-fixes",
        "--exclude": "extend-exclude force-exclude exclude-dir exclude-header-filter header-filter ignore-path "
        "ignore-pattern skip skip-dirs",
        "--exit-zero": "no-exit-codes no-fail soft-fail",
        "--extend-select": "enable enable-all",
        "--fail-on": "severity min-severity fail-level fail-severity error-level max-warnings warnings-as-errors "
        "error-on-warning error-on-warnings werror strict level",
        "--fix": "autofix auto-fix unsafe-fixes fix-only fix-errors fix-notes",
        "--format concise": "concise compact",
        "--format": "output-format f reporter output-type",
        "--format github": "github",
        "--format gitlab": "gitlab codeclimate",
        "--format json": "json",
        "--format junit": "junit junit-xml",
        "--format rdjson": "rdjson",
        "--format sarif": "sarif",
        "--ignore": "disable extend-ignore exclude-rule exclude-rules skip-rules e d",
        "--ignore-comments": "ignore-noqa disable-noqa no-inline-config disable-nolint no-ignores",
        "--jobs": "threads workers num-workers parallel",
        "--kernel": "target target-version target-kernel kernel-version min-kernel min-kernel-version kver",
        "--kernel-profile": "btf vmlinux-btf kernel-btf",
        "--no-config": "isolated norc no-config-lookup",
        "--output": "output-file outfile report-file",
        "--profile": "persona pedantic preview",
        "--run-timeout": "timeout deadline",
        "--select": "checks check include rule only",
        "--show-files": "list-files",
        "--show-settings": "dump-config print-config show-config explain-config verify-config",
        "--since": "diff-base changed-since new-from-rev new-from-merge-base baseline-commit from-rev line-filter",
        "--statistics": "stats enable-check-profile",
        "--stdin-filename": "stdin-filepath stdin-file-path stdin-display-name assume-filename",
        "--write-baseline": "update-baseline generate-baseline create-baseline set-baseline",
        "-- CLANG_ARGS": "extra-arg extra-arg-before",
        "-I": "source-path include-dir include-dirs",
        "-p": "compile-commands-dir compile-commands",
        "-q": "silent s no-progress",
        "bpflint explain": "explain explain-check",
        "bpflint rules": "list list-checks list-rules show-rules list-optional",
        "BPFLINT_CACHE_DIR": "cache-dir",
    }
)


def meant_value(word: str, choices: Sequence[str]) -> str:
    """`; did you mean 'x'?` for the choice that other tools call `word`, or that is spelt nearly so, or nothing."""
    ours = VALUES.get(word.lower())
    return f"; did you mean {ours!r}?" if ours in choices else did_you_mean(word, choices)


def meant_option(word: str, own: Collection[str]) -> str | None:
    """The hint for an option of another tool, None if there is none that a command with the options `own` has."""
    ours = OPTIONS.get(word.lstrip("-").partition("=")[0].lower())
    if ours is None or (ours.startswith("-") and ours.partition(" ")[0] not in {"--", *own}):
        return None
    return f"; did you mean {ours!r}?"


def meant_command(word: str, commands: Sequence[str], *, guess: bool) -> str:
    """The hint for a command of another tool, and with `guess` for one that is spelt nearly as one of `commands`."""
    ours = COMMANDS.get(word)
    return f"; did you mean 'bpflint {ours}'?" if ours else did_you_mean(word, commands) if guess else ""
