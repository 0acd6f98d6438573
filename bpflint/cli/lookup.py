"""The commands that answer questions: explain, rules, kfunc, helper, kernel and the language server."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from bpflint.base.errors import BpflintError, complain
from bpflint.cli.options import (
    CLEAN,
    COLOUR,
    CONTEXT,
    DIRECTORY,
    FILE,
    FOUND,
    ONE_KERNEL,
    OUTPUT,
    TARGET,
    TROUBLE,
    FittingContext,
    HelpfulCommand,
    completed,
    format_option,
    option,
)
from bpflint.cli.outputs import deliver, open_writer, plain_text

if TYPE_CHECKING:
    from bpflint.kernel import Facts, KernelFacts
    from bpflint.policy.rules import Catalog
    from bpflint.report.manual_page import Part


MAX_LOG_BYTES: Final = 256 << 20
"""As much of a log as is read."""


@click.command(
    "explain",
    cls=HelpfulCommand,
    context_settings=CONTEXT,
    short_help="Explain a rule, or what a kernel said.",
)
@click.argument("what", metavar="RULE|MESSAGE|-", required=False, shell_complete=completed("rules"))
@COLOUR
def explain_command(what: str | None, colour: str) -> int:
    """Explain a rule, or what a kernel said: which rule stands behind it, where, why, and the cure.

    RULE is an id such as KF401 or a name such as call-order, MESSAGE a line of a verifier log, - a whole log of libbpf,
    bpftool, veristat or cilium/ebpf on standard input, as is nothing where one is piped in.
    """
    from bpflint.report.markdown_page import write_markdown
    from bpflint.report.rule_pages import rule_page

    if what == "-" or (what is None and not sys.stdin.isatty()):
        log = sys.stdin.buffer.read(MAX_LOG_BYTES).decode("utf-8", "replace")
        if what is not None or log.strip():
            return _explain_log(log.splitlines(), colour)
    if what is None:
        raise click.UsageError("missing argument 'RULE|MESSAGE|-'")
    found = _catalog().find(what)
    if found is None and " " in what.strip():
        return _explain_log([what], colour)
    if found is None:
        hint = f"; for a kfunc: bpflint kfunc {what}" if what.startswith("bpf_") else ""
        raise BpflintError(_catalog().complaint(what) + hint)
    write_markdown(rule_page(found), sys.stdout, colour)
    return CLEAN


def _explain_log(lines: list[str], colour: str) -> int:
    from bpflint.kernel import load_facts, rules_directory
    from bpflint.kernel.verifier_messages import load_messages
    from bpflint.report.verifier_log import explanation, refusals

    found = refusals(lines, load_messages(rules_directory()))
    if not found:
        complain("no message of the verifier or of libbpf that bpflint knows")
        return FOUND
    facts = load_facts()
    open_writer(colour).write([line for each in found for line in explanation(each, _catalog(), facts)])
    return CLEAN


@click.command("rules", cls=HelpfulCommand, context_settings=CONTEXT, short_help="List the rules.")
@click.argument("selectors", nargs=-1, metavar="[RULES]", shell_complete=completed("rules"))
@format_option("text", "json")
@OUTPUT
@COLOUR
def rules_command(selectors: tuple[str, ...], form: str, output: Path | None, colour: str) -> int:
    """List the rules, all or those that RULES mean (KF4, leaked-reference)."""
    from bpflint.report.rule_pages import rules_json, rules_table

    catalog = _catalog()
    unknown = [catalog.complaint(selector) for selector in selectors if not catalog.matching(selector)]
    if unknown:
        raise BpflintError(unknown)
    chosen = {rule.id for selector in selectors for rule in catalog.matching(selector)}
    rules = [rule for rule in catalog if not selectors or rule.id in chosen]
    if form == "json":
        deliver(rules_json(rules), output)
    elif output:
        deliver(plain_text(rules_table(rules)), output)
    else:
        writer = open_writer(colour)
        writer.write(rules_table(rules, writer.columns if sys.stdout.isatty() else None))
    return CLEAN


def _catalog() -> Catalog:
    from bpflint.policy.rules import load_catalog

    return load_catalog()


@click.command("kfunc", cls=HelpfulCommand, context_settings=CONTEXT, short_help="Tell all about kfuncs, or list them.")
@click.argument("names", nargs=-1, metavar="[NAMES]", shell_complete=completed("kfuncs"))
@option("Which", "--all", "every", is_flag=True, help="List every kfunc.")
@option(
    "Which",
    "--program-type",
    shell_complete=completed("program types"),
    metavar="TYPE",
    help="List those a program type (xdp), section or member may call.",
)
@option(
    "Which",
    "--family",
    shell_complete=completed("families"),
    metavar="FAMILY",
    help="List a family, such as workqueue.",
)
@ONE_KERNEL
@option("Kernels", "--rules", type=DIRECTORY, multiple=True, metavar="DIR", help="Add facts of your own modules.")
@format_option("text", "json")
@OUTPUT
@COLOUR
@click.pass_context
def kfunc_command(
    context: click.Context,
    /,
    names: tuple[str, ...],
    every: bool,
    program_type: str | None,
    family: str | None,
    kernel: str | None,
    kernel_profile: Path | None,
    rules: tuple[Path, ...],
    form: str,
    output: Path | None,
    colour: str,
) -> int:
    """Tell all about a kfunc, or list kfuncs: prototypes, kernels, flags, program types, order."""
    lists = every or program_type is not None or family is not None
    if lists == bool(names):
        raise click.UsageError("give names, or one of --all, --program-type and --family", context)
    if kernel and kernel_profile:
        raise click.UsageError("--kernel and --kernel-profile exclude each other", context)
    from bpflint.kernel import load_facts
    from bpflint.report import manual_page, rule_pages
    from bpflint.report.kfunc_listing import listing

    facts = load_facts(rules)
    names = tuple(expanded(names, facts.kfuncs))
    at = _one_kernel(facts, kernel, kernel_profile)
    label = at.name if at else None
    if lists:
        found = listing(facts, at, program_type, family=family)
        if form == "json":
            return _answer_json({"kernel": label, "kfuncs": found}, output)
        return _answer_text(rule_pages.kfunc_list(found), output, colour)
    if form == "json":
        records = [manual_page.record(facts, name, at) for name in names]
        return _answer_json(records[0] if len(names) == 1 else {"kernel": label, "kfuncs": records}, output)
    return _answer_pages([manual_page.parts(facts, name, at) for name in names], output, colour)


@click.command("helper", cls=HelpfulCommand, context_settings=CONTEXT, short_help="Tell all about helpers.")
@click.argument("names", nargs=-1, required=True, shell_complete=completed("helpers"))
@ONE_KERNEL
@format_option("text", "json")
@OUTPUT
@COLOUR
@click.pass_context
def helper_command(
    context: click.Context,
    /,
    names: tuple[str, ...],
    kernel: str | None,
    kernel_profile: Path | None,
    form: str,
    output: Path | None,
    colour: str,
) -> int:
    """Tell all about a helper: prototype, kernels, licence, program types. Names may be patterns: 'bpf_map_*'."""
    if kernel and kernel_profile:
        raise click.UsageError("--kernel and --kernel-profile exclude each other", context)
    from bpflint.kernel import load_facts
    from bpflint.report import helper_page

    facts = load_facts()
    at = _one_kernel(facts, kernel, kernel_profile)
    wanted = expanded(names, facts.helpers)
    if form == "json":
        records = [helper_page.helper_record(facts, name, at) for name in wanted]
        return _answer_json(records[0] if len(records) == 1 else {"helpers": records}, output)
    pages = [helper_page.helper_parts(facts, name, at) for name in wanted]
    return _answer_pages(pages, output, colour)


@click.command(
    "surface",
    cls=HelpfulCommand,
    context_settings=CONTEXT,
    short_help="Tell which kernels have a function, type, member, hook ...",
)
@click.argument("names", nargs=-1, required=True, metavar="NAMES")
@ONE_KERNEL
@format_option("text", "json")
@OUTPUT
@COLOUR
@click.pass_context
def surface_command(
    context: click.Context,
    /,
    names: tuple[str, ...],
    kernel: str | None,
    kernel_profile: Path | None,
    form: str,
    output: Path | None,
    colour: str,
) -> int:
    """Tell which kernels have a function, type, member, constant, tracepoint, LSM hook, iterator or struct_ops member.

    NAMES are as in C: do_unlinkat, inode.i_atime, 'struct task_struct', sched_ext_ops.dispatch; as in SEC(): iter/task,
    tp_btf/sys_enter; or patterns: 'vfs_*'.
    """
    if kernel and kernel_profile:
        raise click.UsageError("--kernel and --kernel-profile exclude each other", context)
    from bpflint.kernel import load_facts
    from bpflint.report import surface_page

    facts = load_facts()
    at = _one_kernel(facts, kernel, kernel_profile)
    wanted = [subject for name in names for subject in surface_page.subjects(name)]
    if form == "json":
        return _answer_json({"surface": [surface_page.record(facts, each, at) for each in wanted]}, output)
    pages = [surface_page.parts(facts, each, at) for each in wanted]
    return _answer_pages(pages, output, colour)


def _answer_json(document: Any, output: Path | None) -> int:
    from bpflint.report.json_report import dumps

    deliver(dumps(document), output)
    return CLEAN


def _answer_pages(pages: Iterable[Iterable[Part]], output: Path | None, colour: str) -> int:
    from bpflint.report.rule_pages import kfunc_page

    fits = output is None and sys.stdout.isatty()
    lines = [line for page in pages for line in ([], *kfunc_page(page, joined=fits))]
    return _answer_text(lines[1:], output, colour)


def _answer_text(lines: Iterable[Any], output: Path | None, colour: str) -> int:
    if output:
        deliver(plain_text(lines), output)
    else:
        open_writer(colour).write(list(lines))
    return CLEAN


def expanded(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """`names` with patterns such as `bpf_wq_*` replaced by the known names they match.

    Raises BpflintError for a pattern that matches none.
    """
    known = sorted(known)
    found: list[str] = []
    for name in names:
        if not any(mark in name for mark in "*?["):
            found.append(name)
            continue
        matching = [each for each in known if fnmatchcase(each, name)]
        if not matching:
            raise BpflintError(f"{name!r} matches no name")
        found += matching
    return list(dict.fromkeys(found))


@click.command("lsp", cls=HelpfulCommand, context_settings=CONTEXT, short_help="Serve an editor: the language server.")
def lsp_command() -> int:
    """Serve an editor: the language server, over standard input and output."""
    try:
        from bpflint.lsp.server import make_server
        from bpflint.lsp.session import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise BpflintError("the language server needs pygls: pip install 'bpflint[lsp]'") from None
    if sys.stdin.isatty():
        complain(
            "an editor talks to this command, as https://bpflint.readthedocs.io/editors.html tells; Ctrl-C ends it"
        )
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # whoever reads the terminal would wait for a line
    # Never closed: closing waits for the thread that reads, which may wait for an editor that is in no hurry.
    return serve(make_server(), os.fdopen(0, "rb", closefd=False), os.fdopen(1, "wb", closefd=False))


def _one_kernel(facts: Facts, kernel: str | None, profile: Path | None) -> KernelFacts | None:
    """The kernel that was asked about. Raises BpflintError where that is not exactly one."""
    if profile is not None:
        from bpflint.kernel import KernelFacts
        from bpflint.kernel.profile import read

        return KernelFacts.from_profile(read(profile), facts)
    if kernel is None:
        return None
    from bpflint.kernel import Target

    versions = Target.parse(kernel).versions(facts)
    if len(versions) > 1:
        raise BpflintError(f"{kernel!r} means {len(versions)} kernels; a page is about one, such as {versions[-1]}")
    return facts.at(versions[0])


class _KernelGroup(click.Group):
    context_class = FittingContext


@click.group(
    "kernel",
    cls=_KernelGroup,
    context_settings=CONTEXT,
    short_help="Describe a kernel for --kernel-profile.",
    invoke_without_command=True,
)
@click.pass_context
def kernel_command(context: click.Context, /) -> int:
    """Learn what a particular kernel offers, for --kernel-profile."""
    if context.invoked_subcommand is None:
        print(context.get_help(), file=sys.stderr)
        return TROUBLE
    return CLEAN


@kernel_command.command("import", cls=HelpfulCommand, short_help="Write the profile of the kernel in an image.")
@click.argument("image", type=FILE)
@click.argument("modules", nargs=-1, type=click.Path(exists=True, path_type=Path))
@option("Kernel", "--base", type=FILE, metavar="FILE", help="The kernel that IMAGE, a module, is built for.")
@option("Kernel", "--release", metavar="RELEASE", help="What uname -r would say, where the files do not tell.")
@option("Report", "-o", "--output", type=TARGET, metavar="FILE", help="Write the profile to FILE.")
def kernel_import_command(
    image: Path, modules: tuple[Path, ...], base: Path | None, release: str | None, output: Path | None
) -> int:
    """Write the profile of the kernel in IMAGE: a vmlinux, a boot image or raw BTF. Needs no privilege.

    MODULES are modules built for it, or directories of them.
    """
    from bpflint.kernel.profile import import_image

    return _write_profile(lambda: import_image(image, base, modules, release), output)


@kernel_command.command("probe", cls=HelpfulCommand, short_help="Write the profile of the running kernel.")
@option("Kernel", "--image", type=FILE, metavar="FILE", help="The boot image or vmlinux of the running kernel.")
@option("Kernel", "--rules", type=DIRECTORY, multiple=True, metavar="DIR", help="Ask about kfuncs of your own too.")
@option("Report", "-o", "--output", type=TARGET, metavar="FILE", help="Write the profile to FILE.")
def kernel_probe_command(image: Path | None, rules: tuple[Path, ...], output: Path | None) -> int:
    """Write the profile of the running kernel, asking its verifier. Needs CAP_BPF; attaches and leaves nothing."""
    from bpflint.kernel import load_facts
    from bpflint.kernel.probe import probe_running

    return _write_profile(lambda: probe_running(load_facts(rules).kfuncs, image), output)


def _write_profile(make: Callable[[], dict[str, Any]], output: Path | None) -> int:
    from bpflint.report.json_report import dumps

    profile = make()
    deliver(dumps(profile), output)
    if output:
        complain(f"wrote what {profile['kernel']} offers to {output}: {len(profile['kfuncs'])} kfuncs")
    return CLEAN
