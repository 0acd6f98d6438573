"""Judge a few lines of C, without headers: fast enough for many small cases."""

from __future__ import annotations

from functools import cache

from bpflint.base.finding import Finding, ProgramReport
from bpflint.engine.judge import Judge, Verdict
from bpflint.kernel import Target, load_facts
from bpflint.policy.rules import load_catalog
from bpflint.source.parse import parse_unit
from bpflint.source.unit import Unit

PRELUDE = """\
#define SEC(name) __attribute__((section(name), used))
#define __ksym __attribute__((section(".ksyms")))
#define __weak __attribute__((weak))
#define __noinline __attribute__((noinline))
#define bpf_ksym_exists(sym) ({ !!sym; })
#define NULL ((void *)0)
typedef unsigned char u8; typedef unsigned int u32; typedef int s32; typedef unsigned long long u64;
struct task_struct { int pid; struct task_struct *parent; };
struct cgroup { struct cgroup *up; };
struct bpf_wq { u64 opaque[2]; };
struct bpf_cpumask { struct cpumask { unsigned long bits[4]; } cpumask; int usage; };
struct bpf_prog_aux { int id; };
"""
GPL = 'char _license[] SEC("license") = "GPL";\n'
PATH = "case.bpf.c"
ARGUMENTS = ("-target", "bpf", "-x", "c", "-std=gnu11", "-nostdinc")


@cache
def judge_for(kernel: str | None) -> Judge:
    facts, catalog = load_facts(), load_catalog()
    asked = Target.parse(kernel) if kernel else None
    target = [facts.at(version, asked.patches.get(version)) for version in asked.versions(facts)] if asked else None
    structural = [rule for rule in catalog if "flow" not in rule.needs or rule.id == "KF105"]
    wanted = [rule.name for rule in structural if rule.profile == "default"]
    return Judge(facts, catalog, target=target, selected=wanted)


def parse(body: str, *, license: str = GPL) -> Unit:
    return parse_unit(PATH, ARGUMENTS, unsaved=[(PATH, PRELUDE + body + license)])


def judge(body: str, kernel: str | None = None, *, license: str = GPL) -> Verdict:
    return judge_for(kernel).judge(parse(body, license=license))


def findings(body: str, kernel: str | None = None, *, rule: str = "", license: str = GPL) -> list[Finding]:
    """The findings on `body`, of one rule if `rule` is given."""
    found = judge(body, kernel, license=license).findings
    return [finding for finding in found if rule in ("", finding.rule)]


def rules(body: str, kernel: str | None = None, *, license: str = GPL) -> set[str]:
    return {finding.rule for finding in findings(body, kernel, license=license)}


def program(body: str, kernel: str | None = None) -> ProgramReport:
    """What is said about the one program of `body`."""
    (report,) = judge(body, kernel).programs
    return report


def line(finding: Finding) -> int:
    """The line within the body, from 1."""
    return finding.span.line - PRELUDE.count("\n")
