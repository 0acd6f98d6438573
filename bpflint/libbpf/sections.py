"""Section names: which program type, attach type and target libbpf makes of `SEC("...")`.

Follows the table of libbpf 1.8, which rules/program_types.yaml holds: a leading `?` (do not load by default) is
dropped, some names must match exactly, others take `/target` behind them. cilium/ebpf has the same table
(elf_sections.go) and reads it in its own way (matchSectionName in elf_reader.go); libbpf before 1.0 did likewise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Section:
    """What a section name means. `target` is the text after the slash, None where there is none."""

    name: str
    """The entry of libbpf's table, without target: `fentry.s`."""
    program_type: str
    attach_type: str | None
    sleepable: bool
    target: str | None
    auto_attach: bool
    optional: bool
    """True where the name starts with `?`: the program is not loaded unless asked for."""
    alias_of: str | None
    deprecated: str | None
    xdp_frags: bool


_DATA = (".maps", ".ksyms", ".kconfig", "license", "version", ".struct_ops", ".struct_ops.link")
_MAX_RESOLVED = 1024


class SectionTable:
    """libbpf's table of section names, as `Facts.section_table` has it, read as a loader does.

    `libbpf` wants whole names. `ebpf-go` (cilium/ebpf) takes what merely begins with one that has no target, such as
    `socket1` or `classifier/ingress`; `aya` where a slash follows; `auto` where a word ends: `xdp_filter`, not `tcp`.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]], loader: str = "auto") -> None:
        self._entries = entries
        self._loader = loader
        self._resolved: dict[str, Section | None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names without targets."""
        return tuple(sorted({entry["section"] for entry in self._entries}))

    def resolve(self, name: str) -> Section | None:
        """The section by libbpf's rules, or None where libbpf does not know it (or it holds data, not programs)."""
        if name not in self._resolved:
            if len(self._resolved) >= _MAX_RESOLVED:
                self._resolved.clear()
            self._resolved[name] = self._find(name)
        return self._resolved[name]

    def _find(self, name: str) -> Section | None:
        plain = name.removeprefix("?")
        if plain in _DATA:
            return None
        for entry in self._entries:
            base = entry["section"]
            if plain != base and not (entry["extra"] == "optional" and plain.startswith(f"{base}/")):
                continue
            return _section(entry, name)
        # The longest, since `sk_skb/stream_parser` begins with `sk_skb`, too.
        prefixes = [
            entry
            for entry in self._entries
            if entry["extra"] == "none" and plain.startswith(entry["section"]) and self._begins(entry["section"], plain)
        ]
        longest = max(prefixes, key=lambda entry: len(entry["section"]), default=None)
        return None if longest is None else _section(longest, name)

    def _begins(self, base: str, plain: str) -> bool:
        after = plain[len(base)]
        if self._loader == "auto":
            return not after.islower()
        return self._loader == "ebpf-go" or (self._loader == "aya" and after == "/")


def _section(entry: Mapping[str, Any], name: str) -> Section:
    base = entry["section"]
    return Section(
        name=base,
        program_type=entry["prog_type"],
        attach_type=entry["attach_type"],
        sleepable=entry["sleepable"],
        target=name.removeprefix("?")[len(base) + 1 :] or None if entry["extra"] == "optional" else None,
        auto_attach=entry["auto_attach"],
        optional=name.startswith("?"),
        alias_of=entry.get("alias_of"),
        deprecated=entry.get("deprecated"),
        xdp_frags="SEC_XDP_FRAGS" in entry["flags"],
    )
