"""The site is built from docs/ without a network, its links lead somewhere, and so do those of the README."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bpflint.kernel import load_facts
from bpflint.policy.rules import load_catalog

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["site_url"]
_LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as the host builds it; a link to what is not there is an error."""
    target = tmp_path_factory.mktemp("site")
    unreachable = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(target)],
        cwd=ROOT,
        env={**os.environ, **unreachable, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return target


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")}
    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_rules_and_kfuncs_are_found_by_the_search(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text(encoding="utf-8")
    for word in ("KF403", "bpf_wq_start", "leaked-reference", "BP602"):
        assert word in index


def test_what_findings_link_to_is_there(site: Path) -> None:
    """Every rule's page, and the place of every kfunc on the page of its family."""
    facts = load_facts()
    links = [rule.docs for rule in load_catalog()] + [kfunc.page for kfunc in facts.kfuncs.values()]
    texts: dict[str, str] = {}
    for link in links:
        page, _, place = link.removeprefix(ADDRESS).partition("#")
        if page not in texts:
            texts[page] = (site / page).read_text(encoding="utf-8")
        assert not place or f'id="{place}"' in texts[page], link
    assert len(texts) > 80


def test_pages_fetch_nothing(site: Path) -> None:
    for page in ("index.html", "rules/leaked-reference.html"):
        text = (site / page).read_text(encoding="utf-8")
        assert not re.findall(r'<(?:script|img)[^>]+src="https?://', text)
        assert not re.findall(r'<link[^>]+rel="(?:stylesheet|preconnect)"[^>]+href="https?://', text)


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_links_of_the_repository_lead_to_files(page: str) -> None:
    links = _LINK.findall((ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_readme_stands_alone_on_pypi() -> None:
    """By the substitutions of pyproject.toml no relative link is left."""
    import tomllib

    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = settings["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert _LINK.search(text)
    for each in hook["substitutions"]:
        text = re.sub(each["pattern"], each["replacement"], text)
    assert _LINK.findall(text) == []
    assert "](https://bpflint.readthedocs.io/rules/index.html)" in text


def test_pages_say_what_their_source_says(site: Path) -> None:
    """Bounds of kernels are no quotations, code is coloured, and the navigation names rules by their ids."""
    assert not [path.name for path in (site / "kfuncs").glob("*.html") if "<blockquote" in path.read_text("utf-8")]
    rule = (site / "rules" / "call-order.html").read_text(encoding="utf-8")
    assert 'class="kt">' in rule
    assert re.search(r'md-nav__link">\s*<span class="md-ellipsis">\s*KF403 leaked-reference', rule)
