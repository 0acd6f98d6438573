"""What source trees of releases between the measured ones say: presence, flags and registrations, as read.

A measured release stays as it was measured. What a filter may restrict is left as it was inferred.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rules_allow import type_of
from rules_inputs import Cell, History, Inputs
from rules_reviewed import CHANGED_BY_STABLE, RELEASES

from bpflint.kernel.program_types import EVERY
from bpflint.kernel.version import Version

Sets = list[dict[str, Any]]


def settle_by_sources(inputs: Inputs, histories: Iterable[History]) -> None:
    """Replaces what was inferred of a release by what its sources say."""
    for version, tree in inputs.more_sources.items():
        for history in histories:
            cell = history.cells[version]
            if cell.seen or history.name in inputs.of_test_modules:
                continue
            sets = [each for each in tree["sets"].values() if history.name in each["functions"] and _programs(each)]
            if sets:
                _found(history, version, sets, tree["slot_of_program_type"])
            elif cell.present is None:
                cell.present = False
    for history in histories:
        for version, program_types in CHANGED_BY_STABLE.get(history.name, {}).items():
            _depends_on_patch_level(history, version, program_types)


def _found(history: History, version: Version, sets: Sets, slots: dict[str, str]) -> None:
    cell = history.cells[version]
    if not cell.present:
        near = _nearest(history, version)
        if near is None:
            return
        cell = history.cells[version] = Cell(True, prototype=near.prototype, certain=False, allowed=())
    cell.flags = tuple(sorted({flag for each in sets for flag in each["functions"][history.name]["flags"]}))
    registrations = [each for one in sets for each in _programs(one)]
    if any(each.get("filter") for each in registrations):
        return
    registered = {each["prog_type"] for each in registrations}
    if EVERY in registered:
        cell.allowed, cell.unknown = (EVERY,), ()
        return
    opened = {name for name, slot in slots.items() if slot in {slots.get(each) for each in registered}} - {EVERY}
    opened |= registered
    known = {type_of(token) for token in cell.allowed or ()}
    if EVERY not in known:
        whole = tuple(token for token in cell.allowed or () if type_of(token) in known)
        cell.allowed = tuple(sorted({*whole, *(opened - known)}))
        cell.unknown = ()


def _programs(kfunc_set: dict[str, Any]) -> Sets:
    """The registrations of a set for programs; others are for hooks of fmod_ret."""
    return [each for each in kfunc_set["registered"] if each["prog_type"].startswith("BPF_PROG_TYPE_")]


def _nearest(history: History, version: Version) -> Cell | None:
    at = RELEASES.index(version)
    ordered = sorted(history.present, key=lambda release: abs(RELEASES.index(release) - at))
    return next((history.cells[release] for release in ordered if history.cells[release].prototype), None)


def _depends_on_patch_level(history: History, version: Version, program_types: tuple[str, ...]) -> None:
    """A release of which only later patch levels have the kfunc (no types given), or let these types call it."""
    cell = history.cells[version]
    if not program_types:
        history.cells[version] = Cell(None)
        return
    cell.allowed = tuple(token for token in cell.allowed or () if type_of(token) not in program_types)
    cell.unknown = tuple(sorted({*cell.unknown, *program_types}))
