"""Loads what every run of bpflint needs before processes are forked, each of which would load it anew."""

from __future__ import annotations

from pathlib import Path


def load_everything(folder: Path) -> None:
    """All modules that lint, libclang, and what is made of the facts when a file is first judged."""
    import bpflint.cli.lint
    import bpflint.cli.session
    import bpflint.report.sarif  # noqa: F401
    from bpflint.engine.lint import Engine
    from bpflint.policy.settings import Settings
    from bpflint.source import libclang

    libclang.load()
    source = folder / "a.bpf.c"
    source.write_text('__attribute__((section("xdp"), used)) int program(void *ctx) { return 0; }\n', encoding="utf-8")
    Engine(Settings()).lint_variant((str(source), ""))
