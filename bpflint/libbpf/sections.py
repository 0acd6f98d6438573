"""Section names: which program type, attach type and target libbpf makes of `SEC("...")`.

Follows the table of libbpf 1.8, which rules/program_types.yaml holds: a leading `?` (do not load by default) is
dropped, some names must match exactly, others take `/target` behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
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


@lru_cache(maxsize=1024)
def resolve_section(name: str) -> Section | None:
    """The section by libbpf's rules, or None where libbpf does not know it (or it holds data, not programs)."""
    from bpflint.kernel.facts import load_facts

    return match_section(name, load_facts().section_table)


def match_section(name: str, table: tuple[dict[str, Any], ...]) -> Section | None:
    """`resolve_section` by another table."""
    plain = name.removeprefix("?")
    if plain in _DATA:
        return None
    for entry in table:
        base = entry["section"]
        if plain != base and not (entry["extra"] == "optional" and plain.startswith(f"{base}/")):
            continue
        target = plain[len(base) + 1 :] or None
        return Section(
            name=base,
            program_type=entry["prog_type"],
            attach_type=entry["attach_type"],
            sleepable=entry["sleepable"],
            target=target,
            auto_attach=entry["auto_attach"],
            optional=name.startswith("?"),
            alias_of=entry.get("alias_of"),
            deprecated=entry.get("deprecated"),
            xdp_frags="SEC_XDP_FRAGS" in entry["flags"],
        )
    return None
