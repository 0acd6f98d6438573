"""One run over collected files: lint, compare with the baseline, mend, and the exit code for it all.

What only some runs need is imported where they do.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bpflint.base import disk_trace
from bpflint.base.boundary import Boundary
from bpflint.base.errors import BpflintError, complain
from bpflint.base.finding import FileReport, Level
from bpflint.base.sources import Sources
from bpflint.cli.options import CLEAN, FOUND, TROUBLE
from bpflint.cli.progress import Progress
from bpflint.engine.input_files import Collection, Job
from bpflint.policy.rules import load_catalog
from bpflint.policy.selection import Selection
from bpflint.policy.settings import Settings
from bpflint.report.outcome import Outcome, plural
from bpflint.report.text import Writer, render_file

if TYPE_CHECKING:
    from bpflint.cli.fix_selection import ChosenFixes
    from bpflint.policy.baseline import Baseline


class Session:
    """One run over collected files."""

    def __init__(
        self,
        collection: Collection,
        verbose: bool,
        every_kernel: bool = False,
        meanwhile: Callable[[], object] = lambda: None,
        since: str | None = None,
    ) -> None:
        """`every_kernel` judges every program on every kernel, for complete compatibility tables. `meanwhile` is called
        while the files are being linted. With `since`, only what lines newer than that git revision take part in."""
        self.collection = collection
        self._started = time.monotonic()
        self.verbose = verbose
        self.every_kernel = every_kernel
        self._meanwhile = meanwhile
        self.is_clean = True
        self.lasts = not collection.failed
        """Whether a run that finds all as it is would say the same."""
        self.catalog = load_catalog()
        self.texts = {name: text for job in collection.jobs for name, text in job.settings.texts.items()}
        self._changed = None
        if since:
            from bpflint.cli.changed_lines import ChangedLines

            self._changed = ChangedLines(since, self.texts)
            self._changed.check(collection.files)
        self.selections = [Selection(job.settings, self.catalog) for job in collection.jobs]
        kernels = {_target(job.settings) for job in collection.jobs}
        self.kernel = kernels.pop() if len(kernels) == 1 else None
        enabled = {rule for selection in self.selections for rule in selection.rules}
        self.rules = [rule for rule in self.catalog if rule.id in enabled] if self.selections else list(self.catalog)
        self.outcome = Outcome(rules=self.rules, kernel=self.kernel, sources=self._sources())
        self.outcome.left_out = len(collection.left_out)
        if verbose:
            for job in collection.jobs:
                origin = job.settings.config_file or "the command line alone"
                complain(f"{plural(len(job.files), 'file')} with settings from {origin}")

    def reports(self, use_baseline: bool = True) -> Iterator[tuple[Settings, FileReport]]:
        """Lint every file; what could not be analysed comes last."""
        for job in self.collection.jobs:
            baseline = _baseline(job.settings) if use_baseline else None
            for report in self._reports(job):
                report = self._changed.only(report) if self._changed else report
                yield job.settings, baseline.filter(report, self.outcome.sources) if baseline else report
            if baseline and baseline.stale and self.verbose:
                complain(
                    f"{job.settings.baseline}: {baseline.stale} recorded findings are gone; write the baseline again"
                )
        for report in self.collection.failed:
            yield self._any_settings(), report

    def _reports(self, job: Job) -> Iterator[FileReport]:
        """Lint the files of a job, then their parts that were left to them, and that none of them brought in."""
        # Imported here because it brings the parser, which commands that fail early do not need.
        from bpflint.engine.lint import lint

        parts = self.collection.parts
        judged: set[str] = set()
        included: set[str] = set()
        files = job.files
        while files:
            ends = self._started + job.settings.run_timeout
            reports = lint(files, job.settings, every_kernel=self.every_kernel, ends=ends)
            self._meanwhile()
            for report in reports:
                if parts and report.status != "failed":
                    judged.add(report.path)
                    included.update(os.path.realpath(name) for name in report.includes)
                yield report
            # Another branch of an #if, for one, does not hold the include.
            missed = [part for part, whole in parts.items() if whole in judged and part not in judged]
            files = [part for part in missed if os.path.realpath(part) not in included]
            judged.update(files)

    def _any_settings(self) -> Settings:
        return self.collection.jobs[0].settings if self.collection.jobs else Settings()

    def _sources(self) -> Sources:
        return Sources(self.texts, Boundary.around(name for name in self.collection.files if name not in self.texts))

    def run(self, target: Writer | None, fixed: int) -> Outcome:
        """Lint, and print each file's findings to `target` as soon as they are known."""
        self.outcome.fixed = fixed
        progress = Progress(len(self.collection.files))
        for settings, report in self.reports():
            self._note(report)
            report = self.outcome.add(report)
            self.is_clean = self.is_clean and not _at_or_above(report, settings.fail_on)
            self.outcome.is_lossy |= settings.fail_on_degraded and report.status == "degraded"
            progress.clear()
            if report.status == "failed":
                complain(f"{report.path}: {_reason(report)}")
            elif report.status == "degraded" and target is None:
                complain(f"{report.path}: degraded, calls may have been missed: {_reason(report)}")
            if target:
                target.write(render_file(report, self.outcome.sources, target.columns, self.verbose))
            progress.step()
        progress.clear()
        if target is None and self.outcome.left_out:
            complain(f"{plural(self.outcome.left_out, 'BPF source')} left out: --show-files says which, and why")
        self._name_profile()
        self.outcome.seconds = time.monotonic() - self._started
        return self.outcome

    def _note(self, report: FileReport) -> None:
        """Note what a report depends on, for the next run."""
        heard = disk_trace.heard()
        self.lasts = self.lasts and report.asked is not None
        if heard is not None and report.asked:
            heard.take_in(report.asked)

    def _name_profile(self) -> None:
        """Say which release a profile is of. That is asked last, when it was read anyhow."""
        profiles = {job.settings.kernel_profile for job in self.collection.jobs}
        profile = profiles.pop() if len(profiles) == 1 else None
        if profile is not None:
            from bpflint.kernel.profile import release_in

            self.kernel = self.outcome.kernel = release_in(profile)

    def exit_code(self, exit_zero: bool) -> int:
        """The code for what `run` found."""
        if self.outcome.failed() or self.outcome.is_lossy:
            return TROUBLE
        return CLEAN if exit_zero or self.is_clean else FOUND

    def _choose_fixes(self) -> ChosenFixes:
        from bpflint.cli.fix_selection import choose_fixes

        files = [name for name in self.collection.files if name not in self.texts]
        reports = [report for _, report in self.reports()]
        chosen = choose_fixes(reports, files, self._lint_changed, once=self._changed is not None)
        for path, reason in chosen.left.items():
            complain(f"{path}: not fixed: {reason}")
        return chosen

    def _lint_changed(self, texts: Mapping[str, str], files: Container[str]) -> Iterator[FileReport]:
        """The reports on `files` as they would be with these `texts`."""
        from bpflint.engine.lint import lint

        for job in self.collection.jobs:
            chosen = [name for name in job.files if name in files]
            settings = replace(job.settings, texts={**job.settings.texts, **texts})
            baseline = _baseline(job.settings) if chosen else None
            sources = Sources({**self.texts, **texts})
            ends = self._started + job.settings.run_timeout
            for report in lint(chosen, settings, every_kernel=self.every_kernel, ends=ends) if chosen else ():
                yield baseline.filter(report, sources) if baseline else report

    def fix(self) -> int:
        """Apply what is safe; returns how many findings that mends."""
        chosen = self._choose_fixes()
        for patch in chosen.patches:
            try:
                patch.write()
            except OSError as error:
                raise BpflintError(f"{patch.path}: not fixed: {error.strerror or error}") from error
        self.outcome.sources = self._sources()
        return chosen.count

    def show_diff(self) -> int:
        """Print what `fix` would change."""
        chosen = self._choose_fixes()
        for patch in chosen.patches:
            sys.stdout.write(patch.diff())
        for report in self.collection.failed:
            complain(f"{report.path}: {_reason(report)}")
        complain(f"--fix would mend {plural(chosen.count, 'finding')} in {plural(len(chosen.patches), 'file')}")
        return TROUBLE if self.collection.failed else FOUND if chosen.patches else CLEAN

    def add_ignores(self) -> int:
        """Write comments that silence today's findings."""
        from bpflint.cli.ignores import Ignores

        ignores = Ignores(self.collection.given, self.texts)
        for _, report in self.reports():
            ignores.add(replace(report, findings=self.outcome.add(report).findings))
            if report.status == "failed":
                complain(f"{report.path}: {_reason(report)}")
        complain(ignores.write())
        return TROUBLE if self.outcome.failed() else CLEAN

    def record(self, path: Path) -> int:
        """Write today's findings as a baseline."""
        from bpflint.policy.baseline import write_baseline

        for _, report in self.reports(use_baseline=False):
            self.outcome.add(report)
            if report.status == "failed":
                complain(f"{report.path}: {_reason(report)}")
        try:
            count = write_baseline(path, self.outcome.findings(), self.outcome.sources)
        except OSError as error:
            raise BpflintError(f"{path}: cannot be written: {error.strerror or error}") from error
        complain(f"recorded {plural(count, 'finding')} in {path}")
        return TROUBLE if self.outcome.failed() else CLEAN


def _baseline(settings: Settings) -> Baseline | None:
    if settings.baseline is None:
        return None
    from bpflint.policy.baseline import read_baseline  # most runs have none

    return read_baseline(settings.baseline)


def _target(settings: Settings) -> str | None:
    """The target in a few words."""
    return settings.kernel_profile.name if settings.kernel_profile else settings.kernel


def _reason(report: FileReport) -> str:
    return report.problems[0].message if report.problems else "could not be analysed"


def _at_or_above(report: FileReport, fail_on: str) -> bool:
    return fail_on != "never" and any(finding.level >= Level[fail_on.upper()] for finding in report.findings)
