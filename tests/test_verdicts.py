"""What kernels said about the files under testdata/, and that bpflint says the same.

FILE.verdict is written by tools/ask_verifier.py. Where this machine can, the files are loaded again.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from expectations import FILES, TESTDATA

from bpflint.base.finding import FileReport, Level
from bpflint.engine.lint import Engine
from bpflint.kernel import Version
from bpflint.policy.rules import load_catalog
from bpflint.policy.settings import Settings

ROOT = TESTDATA.parent
RUN_TIME_ONLY = {"KF401", "KF402"}
"""The verifier accepts these; the call fails when it runs."""
NEEDS_NO_VERDICT = {rule.name for rule in load_catalog() if rule.id.startswith("BP6")}
"""Advice about comments, and about programs that load."""
UNASKED = {
    "attach-target-missing/bad_old_kernel.bpf.c",
    "attach-target-missing/good_hid_bpf.bpf.c",
    "field-missing/bad_old_kernel.bpf.c",
    "field-missing/good_guarded.bpf.c",
    "map-type-too-new/bad_arena.bpf.c",
    "program-type-too-new/bad_on_5_10.bpf.c",
    "program-type-too-new/bad_on_6_1.bpf.c",
    "unknown-section/bad_loader_of_its_own.bpf.c",
}
"""Files about kernels that could not be booted (5.10, 6.6) or that are built without an option (HID-BPF), about a
range, that only newer kernel types compile, or that libbpf does not load."""
LOADER_REFUSES = {"attach-target-missing"}
"""libbpf refuses the whole object for one program's target, and programs that a loader may leave out with it."""


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("ask_verifier", ROOT / "tools" / "ask_verifier.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["ask_verifier"] = module
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
JUDGED = [
    path
    for path in FILES
    if path.parent.name not in NEEDS_NO_VERDICT and f"{path.parent.name}/{path.name}" not in UNASKED
]
IDS = [str(path.relative_to(TESTDATA)) for path in JUDGED]


def verdict_of(path: Path) -> Any:
    file = TOOL.verdict_path(path)
    assert file.exists(), f"no verdict: run tools/ask_verifier.py {path}"
    return TOOL.Verdict.parse(file.read_text(encoding="utf-8"))


@cache
def engine(release: str) -> Engine:
    return Engine(Settings(kernel=release), remembers=True)


@cache
def lint(path: Path, kernel: str) -> FileReport:
    """What bpflint says of a file for the kernel of its verdict."""
    return engine(str(Version.parse(kernel))).lint_file(str(path))


@pytest.mark.parametrize("path", JUDGED, ids=IDS)
def test_the_verdict_is_about_the_kernel_of_the_file(path: Path) -> None:
    verdict = verdict_of(path)
    assert TOOL.concerns(path, verdict.kernel)
    assert verdict.object_error or verdict.programs
    assert TOOL.Verdict.parse(verdict.render()) == verdict


@pytest.mark.parametrize("path", [path for path in JUDGED if path.name.startswith("good_")])
def test_kernels_accept_good_files(path: Path) -> None:
    verdict = verdict_of(path)
    if path.parent.name in LOADER_REFUSES:
        pytest.skip("what a loader may leave out is no mistake")
    assert not verdict.object_error
    assert not verdict.rejected


@pytest.mark.parametrize("path", [path for path in JUDGED if path.name.startswith("bad_")])
def test_kernels_refuse_bad_files(path: Path) -> None:
    """Where the rule is an error of the load, the recorded kernel refuses at least one program."""
    rule = load_catalog().find(path.parent.name)
    assert rule is not None
    if rule.level is not Level.ERROR or rule.id in RUN_TIME_ONLY:
        pytest.skip(f"{rule.id} is about code that loads")
    verdict = verdict_of(path)
    report = lint(path, verdict.kernel)
    if not any(each.rule == rule.id and each.level is Level.ERROR for each in report.findings):
        pytest.skip("the file is about a doubt")
    assert verdict.object_error or verdict.rejected


@pytest.mark.parametrize("path", JUDGED, ids=IDS)
def test_bpflint_says_what_the_kernel_says(path: Path) -> None:
    """Asked about the recorded kernel, errors are found in exactly the programs that it refused.

    Where the folder's own rule only doubts a program, the kernel may refuse it.
    """
    verdict = verdict_of(path)
    report = lint(path, verdict.kernel)
    everything = {program.name for program in report.programs}
    accused: set[str] = set()
    doubted: set[str] = set()
    for finding in report.findings:
        if finding.level < Level.ERROR and finding.name == path.parent.name:
            doubted.update(finding.programs or everything)
        if finding.level is Level.ERROR and finding.rule not in RUN_TIME_ONLY:
            accused.update(finding.programs or everything)
    refused = everything if verdict.object_error else verdict.rejected & everything
    if path.parent.name in LOADER_REFUSES or path.parent.name in ("unknown-kfunc", "unknown-section"):
        # Only a warning or a note: bpflint does not know every module and every loader.
        assert accused <= refused
    else:
        assert accused <= refused <= accused | doubted


@pytest.fixture(scope="module")
def include(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Directories with vmlinux.h of the running kernel, and bpflint's own headers."""
    if why := TOOL.missing_tools():
        pytest.skip(why)
    return [TOOL.make_include(tmp_path_factory.mktemp("vmlinux")), *TOOL.default_include()]


@pytest.mark.parametrize("path", JUDGED, ids=IDS)
def test_the_running_kernel_still_says_so(path: Path, include: list[Path], tmp_path: Path) -> None:
    verdict = verdict_of(path)
    if verdict.kernel != TOOL.running_kernel():
        pytest.skip(f"recorded on {verdict.kernel}, and this machine runs {TOOL.running_kernel()}")
    error = TOOL.compile_file(path, tmp_path / "it.bpf.o", include)
    again = TOOL.Verdict(verdict.kernel, object_error=f"does not compile: {error}")
    if not error:
        again = TOOL.ask_running_kernel(tmp_path / "it.bpf.o")
    assert again == verdict
