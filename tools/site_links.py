"""A hook of MkDocs: the list of every rule and kfunc family, and links to files of the repository outside of docs/."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = "https://github.com/OWNER/bpflint/blob/main/"
_LINK = re.compile(r"\]\((?P<target>(?:\.\./)+[^)#\s]+)(?P<anchor>#[^)\s]*)?\)")
_NOTICE = re.compile(r"\A<!--.*?-->\s*", re.DOTALL)
"""Above the title, where MkDocs would not find that."""
_LISTED = ("rules/", "kfuncs/")


def on_config(config: Any) -> Any:
    """Puts the pages of the generated directories where the navigation names the directory."""
    docs = Path(config["docs_dir"])
    config["nav"] = [_expanded(entry, docs) for entry in config["nav"]]
    return config


def _expanded(entry: Any, docs: Path) -> Any:
    if isinstance(entry, dict):
        ((title, target),) = entry.items()
        if target in _LISTED:
            pages = sorted((path for path in (docs / target).glob("*.md") if path.name != "index.md"), key=_by_title)
            return {title: [f"{target}index.md", *(path.relative_to(docs).as_posix() for path in pages)]}
    return entry


def _by_title(path: Path) -> tuple[bool, str]:
    """Rules by their ids, those about kfuncs first."""
    title = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    return not title.startswith("# KF"), title


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Leads links out of docs/ to the repository, and fails where there is no such file."""
    here = (ROOT / "docs" / page.file.src_path).parent

    def lead(match: re.Match[str]) -> str:
        path = (here / match["target"]).resolve()
        if (ROOT / "docs") in path.parents:
            return match[0]
        if not path.exists():
            raise ValueError(f"docs/{page.file.src_path} links to {match['target']}, which is not there")
        return f"]({SOURCE}{path.relative_to(ROOT).as_posix()}{match['anchor'] or ''})"

    return _LINK.sub(lead, _NOTICE.sub("", markdown))
