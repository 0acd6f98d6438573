"""What the facts say of the word under the cursor, and which words fit there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lsprotocol import types

from bpflint.base.errors import BpflintError
from bpflint.base.safe_text import clean
from bpflint.kernel import Facts, load_facts
from bpflint.libbpf.sections import SectionTable
from bpflint.report import surface_page
from bpflint.report.helper_page import helper_parts
from bpflint.report.manual_page import Part, parts
from bpflint.report.markdown_list import listed

_WORD: Final = re.compile(r"\w+")
_SECTION: Final = re.compile(r'\bSEC\(\s*"([^"\n]*)"?')
_MEMBER: Final = re.compile(r"(?:^|[,{(\s])\.(\w+)\s*=")
_OPEN_SECTION: Final = re.compile(r'\bSEC\(\s*"([^"\n]*)$')
_DECLARATION: Final = re.compile(r"^\s*extern\b[^;(]*?(\w*)$")
_NAME: Final = re.compile(r"(\w+)$")
_SHORTEST_NAME: Final = 3
_MOST: Final = 200
_MOST_HOOKS: Final = 4
"""So many structs of operations have a member of one name, and more."""


def hover(line: str, character: int) -> str | None:
    """Markdown about the kfunc, helper, section or hook at `character` of `line`; None for all else.

    A hook is what a section attaches to, or a member of a struct of operations where it is set (`.enqueue = ...`).
    """
    facts = load_facts()
    for match in _MEMBER.finditer(line):
        if match.start(1) <= character <= match.end(1):
            return _about_hook(facts, *(each for each in facts.struct_ops_members if each.endswith(f".{match[1]}")))
    for match in _SECTION.finditer(line):
        if match.start(1) <= character <= match.end(1):
            return _about_section(facts, match[1])
    for match in _WORD.finditer(line):
        if match.start() <= character <= match.end():
            return _about_name(facts, match[0])
    return None


def _about_name(facts: Facts, name: str) -> str | None:
    try:
        if name in facts.kfuncs:
            return _markdown(parts(facts, name))
        if name in facts.helpers:
            return _markdown(helper_parts(facts, name))
    except BpflintError:
        return None
    return None


def _about_section(facts: Facts, name: str) -> str | None:
    section = SectionTable(facts.section_table).resolve(name)
    # A source may be that of a stranger: nothing in it ends the code, where a picture of some server could follow.
    quoted = clean(name).replace("`", "'")
    if section is None:
        return f'`SEC("{quoted}")`: libbpf does not know this section' if name else None
    lines = [f'**`SEC("{quoted}")`** {section.program_type}']
    if section.attach_type:
        lines.append(f"attach type {section.attach_type}")
    lines.append("may sleep" if section.sleepable else "cannot sleep")
    if section.deprecated:
        lines.append(f"deprecated: {section.deprecated}")
    about = "  \n".join(lines)
    hook = _about_hook(facts, section.target) if section.target else None
    return f"{about}\n\n{hook}" if hook else about


def _about_hook(facts: Facts, *names: str) -> str | None:
    """The kernels that have a hook, and its forms."""
    pages = []
    for name in names[:_MOST_HOOKS]:
        try:
            pages += [_markdown(surface_page.parts(facts, subject)) for subject in surface_page.subjects(name)]
        except BpflintError:
            continue
    return "\n\n".join(pages) or None


def _markdown(page: tuple[Part, ...]) -> str:
    blocks = []
    for part in page:
        text = "\n".join(part.lines if part.is_code else listed(part.lines))
        blocks.append(f"**{part.title}**\n```c\n{text}\n```" if part.is_code else f"**{part.title}**\n\n{text}")
    return "\n\n".join(blocks)


def completions(line: str) -> list[types.CompletionItem]:
    """What may follow `line`, the text before the cursor: a section, a kfunc's declaration, a kfunc or helper."""
    facts = load_facts()
    section = _OPEN_SECTION.search(line)
    if section is not None:
        return list(_sections(facts, section[1]))
    declaration = _DECLARATION.search(line)
    if declaration is not None:
        return list(_declarations(facts, line, declaration[1]))
    name = _NAME.search(line)
    if name is None or len(name[1]) < _SHORTEST_NAME:
        return []
    return list(_calls(facts, name[1]))


def _sections(facts: Facts, begun: str) -> Iterator[types.CompletionItem]:
    for entry in facts.section_table:
        if entry["section"].startswith(begun):
            detail = entry["prog_type"].removeprefix("BPF_PROG_TYPE_").lower()
            yield types.CompletionItem(entry["section"], kind=types.CompletionItemKind.Constant, detail=detail)


def _declarations(facts: Facts, line: str, begun: str) -> Iterator[types.CompletionItem]:
    """Whole declarations in place of what was begun; the server fills in the number of the line."""
    start = len(line) - len(line.lstrip())
    for name in _kfuncs(facts, begun):
        kfunc = facts.at(facts.kfuncs[name].versions[-1]).kfunc(name)
        if kfunc is None or not kfunc.callable:
            continue
        text = f"extern {kfunc.prototype.text} __ksym;"
        yield types.CompletionItem(
            name,
            kind=types.CompletionItemKind.Function,
            detail=text,
            filter_text=line[start:],
            text_edit=types.TextEdit(types.Range(types.Position(0, start), types.Position(0, len(line))), text),
        )


def _calls(facts: Facts, begun: str) -> Iterator[types.CompletionItem]:
    for name in _kfuncs(facts, begun):
        detail = f"kfunc, >= {facts.kfuncs[name].since}" if facts.kfuncs[name].since else "kfunc"
        yield types.CompletionItem(name, kind=types.CompletionItemKind.Function, detail=detail)
    for name in sorted(each for each in facts.helpers if each.startswith(begun))[:_MOST]:
        yield types.CompletionItem(name, kind=types.CompletionItemKind.Function, detail="helper")


def _kfuncs(facts: Facts, begun: str) -> list[str]:
    return [name for name in facts.kfuncs if name.startswith(begun) and facts.kfuncs[name].versions][:_MOST]
