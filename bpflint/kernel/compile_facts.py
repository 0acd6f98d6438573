"""Compiles the facts of rules/ from YAML into the form that every run loads (bpflint/base/compiled_rules.py).

Reading a megabyte of YAML and parsing a thousand prototypes takes about a second. Rules that a user adds (`--rules`) go
through the same code; all mistakes in them are said at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bpflint.base import compiled_rules
from bpflint.base.compiled_rules import Compiled
from bpflint.base.files import is_directory, is_file
from bpflint.base.supplied import in_bounds
from bpflint.kernel import verifier_change
from bpflint.kernel.rules_yaml import Mapping, Problems, RulesError, read_yaml
from bpflint.kernel.version import Version

FORMAT = 16
"""Changes with the layout of the compiled form and with anything in this package that decides its content."""
FILES = (
    "kernels.yaml",
    "program_types.yaml",
    "struct_ops.yaml",
    "trusted_fields.yaml",
    "accepted_flags.yaml",
    "raw_tracepoints.yaml",
    "lsm_hooks.yaml",
    "map_forms.yaml",
    "attach_functions.yaml",
    "context_access.yaml",
    "stable_kernels.yaml",
    "helpers.yaml",
    "helper_effects.yaml",
    "kfunc_effects.yaml",
    verifier_change.FILE,
)

_MAX_FILES = 500
_SMALL_BYTES = 64 << 10
_ENUM_TITLES = ("program_types", "attach_types", "map_types", "link_types", "commands")
_LIMIT_TITLES = ("sleepable_attach_types", "attach_type_checked", "program_flags", "map_flags")


def rules_files(directory: Path) -> list[Path]:
    """The files that the compiled form is made of, in a fixed order."""
    top = [directory / name for name in FILES]
    return [path for path in top if is_file(path)] + sorted((directory / "kfuncs").glob("*.yaml"))


def rules_hash(directory: Path) -> str:
    """Names the content of these files, and this code's idea of them."""
    return compiled_rules.hash_of(directory, rules_files(directory), f"rules {FORMAT}")


def load(directory: Path) -> Compiled:
    """The compiled rules of a directory. Raises RulesError if they have to be compiled and are wrong."""
    return compiled_rules.load(directory, rules_hash(directory), lambda: compile_rules(directory))


def compile_rules(directory: Path) -> Compiled:
    """Everything in the directory's YAML. Raises RulesError with every mistake."""
    from bpflint.kernel.fact_files import Builder
    from bpflint.kernel.fact_tables import plain

    problems = Problems()
    content: dict[str, Mapping] = {}
    for name in FILES:
        read = read_yaml(directory / name, problems)
        if read is not None:
            content[name] = read
    problems.raise_any()
    kernels, types = content["kernels.yaml"], content["program_types.yaml"]
    releases = [Version.parse(text) for text in kernels["releases"]]
    build = Builder(releases, problems)
    result: Compiled = {
        "hash": rules_hash(directory),
        "releases": kernels["releases"],
        "builds": {version: record["build"] for version, record in kernels["measured"].items()},
        "variants": build.variants(directory / "kernels.yaml", kernels["variants"]),
        "enums": {title: {name: plain(record) for name, record in types[title].items()} for title in _ENUM_TITLES},
        "sleepable": plain(types["sleepable"]),
        **{title: plain(types[title]) for title in _LIMIT_TITLES},
        "sections": plain(types["sections"]),
        "trusted_fields": plain(content["trusted_fields.yaml"]),
        "accepted_flags": plain(content["accepted_flags.yaml"]["functions"]),
        "raw_tracepoints": plain(content["raw_tracepoints.yaml"]),
        "lsm_hooks": plain(content["lsm_hooks.yaml"]),
        "map_forms": plain(content["map_forms.yaml"]["types"]),
        "attach_functions": plain(content["attach_functions.yaml"]),
        "context_access": plain(content["context_access.yaml"]),
        "stable_kernels": plain(content["stable_kernels.yaml"]["changes"]),
        "struct_ops": build.struct_ops(directory / "struct_ops.yaml", content["struct_ops.yaml"]["structs"]),
        "helpers": build.helpers(directory / "helpers.yaml", content["helpers.yaml"]["helpers"]),
        "helper_effects": plain(content["helper_effects.yaml"]),
        "kfunc_effects": plain(content["kfunc_effects.yaml"]),
        "verifier": verifier_change.read_changes(
            directory / verifier_change.FILE, content[verifier_change.FILE], problems
        ),
        "never_inner": verifier_change.read_types(
            directory / verifier_change.FILE, content[verifier_change.FILE], problems
        ),
        "kfuncs": {},
    }
    for path in sorted((directory / "kfuncs").glob("*.yaml")):
        build.kfunc_file(path, result["kfuncs"])
    problems.raise_any()
    return result | build.tables()


def merge_user_rules(base: Compiled, directories: Sequence[Path]) -> Compiled:
    """The base with the kfuncs of other directories on top; the later one wins. Raises RulesError with every mistake.

    A directory holds files of the form of rules/kfuncs/*.yaml, at its top or in a folder `kfuncs`. A kfunc of the same
    name replaces what the base says of it.
    """
    files = [path for directory in directories for path in _user_files(directory)]
    if len(files) > _MAX_FILES:
        raise RulesError(f"{directories[0]}: {len(files)} files are too many for rules")

    def merge() -> Compiled:
        return _merge(base, directories)

    size = sum(path.stat().st_size for path in files if is_file(path))
    added = merge() if size <= _SMALL_BYTES else in_bounds(str(directories[0]), merge)
    return {**base, **added}


def _user_files(directory: Path) -> list[Path]:
    return sorted((*directory.glob("*.yaml"), *directory.glob("kfuncs/*.yaml"))) if is_directory(directory) else []


def _merge(base: Compiled, directories: Sequence[Path]) -> Compiled:
    from bpflint.kernel.fact_files import Builder

    problems = Problems()
    releases = [Version.parse(text) for text in base["releases"]]
    build = Builder(releases, problems, base)
    kfuncs, changes = dict(base["kfuncs"]), dict(base["verifier"])
    for directory in directories:
        own = [path for path in _user_files(directory) if path.name not in FILES]
        if not is_directory(directory):
            problems.add(directory, 1, "is not a directory with rules")
        elif not own and not any(directory.glob("**/*.yaml")):
            problems.add(directory, 1, "holds no *.yaml file with kfuncs")
        changes |= _user_changes(directory, problems)
        for path in own:
            added: dict[str, Any] = {}
            build.kfunc_file(path, added)
            kfuncs |= {name: {**kfunc, "added": True} for name, kfunc in added.items()}
    problems.raise_any()
    return {"kfuncs": kfuncs, "verifier": changes, **build.tables()}


def _user_changes(directory: Path, problems: Problems) -> dict[str, str]:
    """What the directory says of the verifier; the rest stays as it is."""
    path = directory / verifier_change.FILE
    content = read_yaml(path, problems) if is_file(path) else None
    return verifier_change.read_changes(path, content, problems) if content is not None else {}
