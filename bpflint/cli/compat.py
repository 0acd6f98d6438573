"""`bpflint compat`: on which kernels each program loads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bpflint.cli.invocation import collect, settings_finder
from bpflint.cli.options import (
    CLEAN,
    COLOUR,
    COMPILER,
    CONTEXT,
    EXCLUDE,
    FORCE,
    FOUND,
    KERNELS,
    OUTPUT,
    RUN,
    TROUBLE,
    HelpfulCommand,
    format_option,
    option,
)
from bpflint.cli.outputs import check_outputs, deliver, open_writer, plain_text

if TYPE_CHECKING:
    from bpflint.cli.session import Session
    from bpflint.report.compat_page import Page


def _web_address(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise click.BadParameter(f"{value!r} does not begin with https://", context, parameter)
    return value or ""


def _page(session: Session, link_base: str, output: Path | None) -> Page:
    from datetime import UTC, datetime

    from bpflint.base.build_date import build_date
    from bpflint.report.compat_page import Page

    # A build that wants the same bytes tomorrow says so in the way that all tools understand.
    given = build_date()
    now = datetime.fromtimestamp(given, UTC) if given is not None else datetime.now(UTC)
    return Page(now.date(), session.kernel, link_base, output.parent if output else Path.cwd())


@click.command(
    "compat", cls=HelpfulCommand, context_settings=CONTEXT, short_help="Show which kernels programs load on."
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(), metavar="FILES|DIRS|- [-- CLANG_ARGS]")
@KERNELS
@format_option("text", "json", "html", "markdown")
@option("Report", "--min", "only_minimum", is_flag=True, help="The oldest kernel of each program only, for scripts.")
@option("Report", "--link-base", callback=_web_address, metavar="URL", help="Where the page finds sources: https://...")
@OUTPUT
@FORCE
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
    force: bool,
    **options: Any,
) -> int:
    """Show on which kernels each program loads, and what limits it."""
    from bpflint.cli.session import Session
    from bpflint.report import compat

    finder = settings_finder(context, config, no_config, **options)
    collection = collect(context, paths, finder)
    check_outputs(collection.files, [output], force=force)
    session = Session(collection, verbose, every_kernel=True)
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
