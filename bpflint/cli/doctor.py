"""`bpflint doctor`: how files are read, and why so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from bpflint.base.errors import complain
from bpflint.cli.invocation import collect, settings_finder
from bpflint.cli.options import CLEAN, COMPILER, CONTEXT, EXCLUDE, KERNELS, RUN, TROUBLE, HelpfulCommand


@click.command("doctor", cls=HelpfulCommand, context_settings=CONTEXT, short_help="Show how files are read, and why.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="FILES|DIRS|- [-- CLANG_ARGS]")
@KERNELS
@COMPILER
@EXCLUDE
@RUN
@click.pass_context
def doctor_command(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    config: Path | None,
    no_config: bool,
    verbose: bool,
    **options: Any,
) -> int:
    """Show how files are read: which settings, flags, headers, vmlinux.h, machine and loader, and why.

    Exits with 2 if one of them was not wholly understood.
    """
    from bpflint.cli.doctor_page import doctor_page
    from bpflint.cli.session import Session
    from bpflint.engine.variants import variants_of
    from bpflint.report.text import Writer
    from bpflint.source.front import Source

    finder = settings_finder(context, config, no_config, **options)
    session = Session(collect(context, paths, finder), verbose)
    writer, sound = Writer(sys.stdout), True
    for settings, report in session.reports():
        sound = sound and report.status == "ok"
        if report in session.collection.failed:
            complain(f"{report.path}: {report.problems[0].message}")
            continue
        variants = variants_of(report.path, settings)
        arguments = {name: Source.of(report.path, settings.texts, *each).arguments for name, each in variants.items()}
        writer.write(doctor_page(settings, arguments, report))
    return CLEAN if sound else TROUBLE
