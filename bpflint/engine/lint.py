"""From files to reports: read, parse, judge, suppress. One bad file costs one clear message, not the run."""

from __future__ import annotations

import _thread
import contextlib
import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from bpflint.base import cache, disk_trace
from bpflint.base.boundary import Boundary
from bpflint.base.errors import BpflintError, complain
from bpflint.base.files import digest_of, exists, is_directory, is_file
from bpflint.base.finding import FileReport, Finding, Step
from bpflint.base.fork_pool import CAN_FORK
from bpflint.base.report_codec import decode, encode
from bpflint.base.span import Span
from bpflint.engine.isolation import Lost, run_isolated
from bpflint.engine.memory import share_out
from bpflint.engine.merged_variants import merged
from bpflint.engine.report_cache import Reports
from bpflint.engine.variants import Variant, variants_of
from bpflint.policy.rules import Catalog, load_catalog
from bpflint.policy.selection import Selection
from bpflint.policy.settings import Settings
from bpflint.source import bundled, libclang
from bpflint.source.problems import Problem, Status

if TYPE_CHECKING:
    from bpflint.engine.judge import Judge
    from bpflint.engine.outline import Part
    from bpflint.kernel import Facts, KernelFacts
    from bpflint.source.front import Source
    from bpflint.source.unit import Unit

MAX_BYTES = 16 << 20
"""Larger files are refused: no BPF program comes near, and they are a way to make a linter hang."""

_WITHHELD = "not understood; it lies outside the repository, so none of it is shown"

_LOADING_S = 20.0
"""Loading what judges takes a second at most."""

FILE_TIMEOUT_S = 120.0
"""Seconds of a processor for one file. The slowest known takes a few."""


def lint(
    files: Sequence[str], settings: Settings, *, every_kernel: bool = False, ends: float = math.inf
) -> Iterator[FileReport]:
    """Begin to lint `files`; the reports come in order, each as soon as it is there.

    What is not done when the clock (`time.monotonic`) shows `ends` is left out. A file named in `settings.texts` is
    taken from there. Raises BpflintError for settings that cannot be used; what is wrong with a single file is in its
    report (`status` "failed").
    """
    jobs, memory_bytes = share_out(settings.jobs or _processors())
    engine = Engine(settings, every_kernel=every_kernel, remembers=True)
    variants = [(path, name) for path in files for name in engine.variants(path)]
    idle = jobs // len(variants) if CAN_FORK and variants else 1
    engine.processes = max(idle, 1)
    engine.prepare()
    results = run_isolated(
        engine.lint_variant,
        variants,
        jobs=jobs,
        timeout_s=FILE_TIMEOUT_S,
        ends=ends,
        memory_bytes=memory_bytes,
        encode=encode,
        decode=decode,
    )
    reports = (
        (path, name, _failed(path, f"{result.reason}; the file was left out") if isinstance(result, Lost) else result)
        for (path, name), result in zip(variants, results, strict=True)
    )
    return (merged({name: report for _, name, report in some}) for _, some in groupby(reports, itemgetter(0)))


@dataclass(eq=False)
class Engine:
    """Everything that is the same for all files of a run."""

    settings: Settings
    every_kernel: bool = False
    processes: int = 1
    """How many may work on one file at once."""
    remembers: bool = False
    """Whether a file of which nothing has changed gets the report that it got before."""
    part: Part | None = None
    """What of a file to look at; None for all of it."""
    needs_all: bool = False
    """Whether a file of which something is lost in parsing is not judged at all."""
    look_at: Callable[[Unit, str], None] = lambda _unit, _loader: None
    """Told of each unit that was judged, and of who reads its sections."""
    report_early: Callable[[FileReport], None] | None = None
    """Told what is wrong with a file as far as that needs no path to be followed, before one is."""
    kept_at: Path | None = None
    """Where the last report is kept, if it is."""
    _variants: dict[str, dict[str, Variant]] = field(default_factory=dict, init=False)

    @cached_property
    def facts(self) -> Facts:
        from bpflint.kernel import load_facts

        return load_facts(self.settings.rules)

    @cached_property
    def catalog(self) -> Catalog:
        return load_catalog()

    @cached_property
    def selection(self) -> Selection:
        return Selection(self.settings, self.catalog)

    @cached_property
    def target(self) -> list[KernelFacts] | None:
        from bpflint.engine.target import target_of

        return target_of(self.settings, self.facts)

    @cached_property
    def judge(self) -> Judge:
        from bpflint.engine.judge import Judge  # half of all there is to load, and not needed where nothing has changed

        names = {rule.name for rule in self.catalog if rule.id in self.selection.unignored}
        return Judge(
            self.facts,
            self.catalog,
            target=self.target,
            selected=names,
            every_kernel=self.every_kernel,
            processes=self.processes,
        )

    @cached_property
    def reports(self) -> Reports | None:
        return Reports.of(self.settings, every_kernel=self.every_kernel) if self.remembers else None

    def prepare(self) -> None:
        """Load what all workers need before they are forked, and say now what is wrong with the settings.

        What is known of kernels is loaded by whoever judges the first file: where nothing has changed, nobody does.
        """
        _ = self.selection, self.reports
        if self.settings.kernel is not None or self.settings.kernel_profile is not None or self.settings.rules:
            _ = self.target
        if self.settings.cache and (refusal := cache.refusal()):
            complain(refusal)
        try:
            libclang.load()
        except libclang.LibclangError as error:
            raise BpflintError(str(error)) from error

    def variants(self, path: str) -> dict[str, Variant]:
        """What a file is built as, by name."""
        self._variants[path] = variants_of(path, self.settings)
        return self._variants[path]

    def lint_file(self, path: str) -> FileReport:
        """The report on one file, in all its variants."""
        return merged({name: self.lint_variant((path, name)) for name in self.variants(path)})

    def lint_variant(self, variant: tuple[str, str]) -> FileReport:
        """The report on one file in one of its variants. Never raises: what goes wrong is in the report."""
        path, name = variant
        started = time.monotonic()
        digest = ""
        heard = disk_trace.heard()
        known = len(heard.answers) if heard is not None else 0
        try:
            data = self._read(path)
            digest = digest_of(data)
            report = self._report(path, data.decode("utf-8", "replace"), self._variant(path, name))
        except BpflintError as error:
            report = _failed(path, "; ".join(error.problems))
        except OSError as error:
            report = _failed(path, f"cannot be read: {error.strerror or error}")
        except (MemoryError, RecursionError) as error:
            report = _failed(path, f"is too large or too deeply nested to analyse ({type(error).__name__})")
        except Exception as error:  # a mistake of ours must not cost the other files
            if "RecursionError" in str(error):  # as ctypes tells it
                return _failed(path, "is too deeply nested to analyse")
            where = error.__traceback__
            while where is not None and where.tb_next is not None:
                where = where.tb_next
            place = f"{Path(where.tb_frame.f_code.co_filename).name}:{where.tb_lineno}" if where else "?"
            report = _failed(
                path,
                f"internal error, please report it with this file: {type(error).__name__}: {error} (at {place})",
            )
        report.seconds = time.monotonic() - started
        report.digest = digest
        if heard is not None and report.asked is not None:
            report.asked = heard.since(known)
        return report

    def _variant(self, path: str, name: str) -> Variant:
        known = self._variants.get(path)
        return (known if known is not None else self.variants(path))[name]

    def _read(self, path: str) -> bytes:
        if path in self.settings.texts:
            return self.settings.texts[path].encode("utf-8", "surrogateescape")
        file = Path(path)
        if is_directory(file):
            raise BpflintError("is a directory")
        if not is_file(file):
            raise BpflintError("is not a regular file" if exists(file) else "does not exist")
        if file.stat().st_size > MAX_BYTES:
            raise BpflintError(f"is larger than {MAX_BYTES >> 20} MiB")
        data = file.read_bytes()
        if b"\0" in data:
            raise BpflintError("is a binary file, not C source")
        return data

    def _report(self, path: str, text: str, variant: Variant) -> FileReport:
        if not text.strip():
            return FileReport(path)
        from bpflint.source import precompiled
        from bpflint.source.front import Source
        from bpflint.source.loaders import loader_of

        source = Source.of(path, self.settings.texts, *variant)
        arguments = [each for each in (source.arguments, source.as_built) if each is not None]
        loader = self.settings.loader if self.settings.loader != "auto" else loader_of(path).name
        is_kept = self.remembers and self.part is None and not self.settings.texts.keys() - {path}
        reports = self.reports if is_kept else None
        place = reports.place(path, text, *arguments, loader=loader) if reports is not None else None
        known = reports.find(place) if reports is not None and place is not None else None
        self.kept_at = None
        if known is not None and place is not None:
            known.asked, self.kept_at = {}, place.file
            return known
        source.precompile(aside=self.processes > 1)
        try:
            report = self._judge(source, text, loader)
        finally:
            precompiled.finish()
        if reports is not None and place is not None:
            report.asked = {} if reports.keep(place, report, source.inputs) else None
            self.kept_at = place.file
        return report

    def _judge(self, source: Source, text: str, loader: str) -> FileReport:
        path = source.path
        source.bodies = self.part.functions if self.part is not None else None
        with self._loading():
            unit = source.parse(self._prototype)
        if unit.status is Status.FAILED and not unit.problems:
            unit.problems.append(Problem(Span(path, 1, 1, 1, 1), "could not be parsed"))
        if unit.status is Status.FAILED or (self.needs_all and unit.status is not Status.OK):
            return replace(self._begun(source, unit), includes=[])
        from bpflint.checks._undeclared import undeclared_calls  # loaded with the judge
        from bpflint.engine.reported import Reporting

        reporting = Reporting(self.settings, self.selection, self.catalog, unit, text)
        report_early = self.report_early

        def tell(findings: list[Finding]) -> None:
            assert report_early is not None
            unknown = [call.span for call in undeclared_calls(unit, self.facts)]
            report_early(reporting.report(self._begun(source, unit), findings, unknown, whole=False))

        is_told = report_early is not None and len(self._variants.get(path, ())) == 1
        verdict = self.judge.judge(
            unit,
            loader,
            wanted=self.part.programs if self.part is not None else None,
            ahead=tell if is_told else None,
        )
        self.look_at(unit, loader)
        unknown = tuple(undeclared_calls(unit, self.facts))
        if unknown:
            from bpflint.source.problem_causes import lose_calls  # not needed where all is understood

            lose_calls(unit, unknown, source.arguments, dict(source.texts))
        # Functions of headers are lowered when a check asks for them, so only now is it known what was lost.
        report = self._begun(source, unit)
        report.programs, report.gave_up = verdict.programs, verdict.gave_up
        report.assumed = [*report.assumed, *verdict.assumed]
        # What an unknown macro does with its arguments is not known either.
        return reporting.report(report, verdict.findings, [call.span for call in unknown])

    def _begun(self, source: Source, unit: Unit) -> FileReport:
        """A report that says how a unit was understood, so far."""
        return FileReport(
            source.path,
            unit.status.value,
            problems=self._quotable(source.path, unit.problems),
            assumed=source.assumed,
            includes=list(unit.includes),
        )

    def _quotable(self, path: str, problems: Sequence[Problem]) -> list[Step]:
        """What was lost in parsing, without the words of files that a report must not quote."""
        boundary = Boundary.around([path], trusted=(bundled.HEADERS,))
        known = {"": True, **dict.fromkeys(self.settings.texts, True)}
        steps: dict[Step, None] = {}
        for problem in problems:
            name = problem.span.path
            if name not in known:
                known[name] = bundled.is_bundled(name) or boundary.holds(name)
            step = Step(problem.span, problem.message) if known[name] else Step(Span(name, 1, 1, 1, 1), _WITHHELD)
            steps[step] = None
        return list(steps)

    @contextlib.contextmanager
    def _loading(self) -> Iterator[None]:
        """Loads what judges a file while the first one is parsed: clang works without Python's lock.

        A thread that finds no memory as it begins ends without a word, so the wait for it has an end. Whoever needs the
        judge then loads it.
        """
        loaded = _thread.allocate_lock()

        def load() -> None:
            try:
                _ = self.judge, self.facts.protocols
            except Exception:  # whoever needs it meets the same mistake
                return
            finally:
                loaded.release()

        if "judge" not in self.__dict__:
            loaded.acquire()
            try:
                _thread.start_new_thread(load, ())
            except RuntimeError:  # the system gives none
                loaded.release()
        try:
            yield
        finally:
            if loaded.locked():
                loaded.acquire(timeout=_LOADING_S)

    def _prototype(self, name: str) -> str | None:
        """The newest prototype of a kfunc that any known kernel lets a program call."""
        if name not in self.facts.kfuncs:
            return None
        for version in reversed(self.facts.versions):
            kfunc = self.facts.at(version).kfunc(name)
            if kfunc is not None and kfunc.callable:
                return kfunc.prototype.text
        return None


def _processors() -> int:
    """Processors this process may use; on systems that do not tell, all there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _failed(path: str, message: str) -> FileReport:
    return FileReport(path, status="failed", problems=[Step(Span(path, 0, 0, 0, 0), message)])
