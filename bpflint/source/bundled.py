"""The headers that come with bpflint, for machines and repositories that lack them.

All are searched last: `compiler` (stddef.h ...), `libbpf` (<bpf/...>), `system` (what else programs include, by hand),
`uapi` (<linux/...> and <asm/...>, generated from a kernel) and the kernel types, a vmlinux.h made from the BTF of the
newest kernel: one for x86, and one for arm64, which has no types of modules. Other machines take that of x86. Its types
may bear names that a program uses for its own; `without` gives headers in which such names are out of the way, so that
the program's win. Kfuncs are not declared in any of these headers: `kfunc_header` declares those that a program calls
but leaves to its vmlinux.h.
"""

from __future__ import annotations

import hashlib
import lzma
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from bpflint.base.cache import cache_folder, is_sound, publish
from bpflint.source.machines import DEFAULT

HEADERS: Final = Path(__file__).resolve().parent / "headers"
COMPILER: Final = HEADERS / "compiler"
LIBBPF: Final = HEADERS / "libbpf"
SYSTEM: Final = HEADERS / "system"
UAPI: Final = HEADERS / "uapi"
_PLACES: Final = {"x86": HEADERS, "arm64": HEADERS / "arm64"}
"""Where vmlinux.h is, packed, by machine. Where there is no cache to unpack it into, it seems to lie there, too, and is
given to the parser from memory."""
OLDER_MAPS_HEADER: Final = LIBBPF / "bpf" / "bpf_map_def.h"
KERNEL_TREE_HEADER: Final = SYSTEM / "kernel_tree.h"
KERNEL_TREE_NET_HEADER: Final = SYSTEM / "kernel_tree_net.h"
KFUNC_HEADER: Final = HEADERS / "vmlinux_kfuncs.h"
"""The name under which `kfunc_header` is given to the parser."""
_SMALL_CHARACTERS: Final = 500_000
"""Only vmlinux.h is larger, and it declares no functions."""
RENAMED: Final = "___bundled"
"""What names that the program needs for itself get appended."""


def _packed(machine: str) -> Path:
    return _PLACES.get(machine, HEADERS) / "vmlinux.h.xz"


@cache
def vmlinux_text(machine: str = DEFAULT) -> str:
    """The kernel types as C."""
    return lzma.decompress(_packed(machine).read_bytes()).decode()


@cache
def _folder(machine: str) -> str:
    return f"kernel-{hashlib.sha256(_packed(machine).read_bytes()).hexdigest()[:16]}"


@lru_cache(maxsize=16)
def vmlinux_path(use_cache: bool = True, machine: str = DEFAULT) -> tuple[Path, bool]:
    """Where vmlinux.h is, and whether it is a real file; if not, the parser needs `vmlinux_text` under this name."""
    machine = machine if machine in _PLACES else DEFAULT
    directory = cache_folder(_folder(machine)) if use_cache else None
    if directory is not None:
        path = directory / "vmlinux.h"
        if is_sound(path) or publish(path, vmlinux_text(machine).encode()):
            return path, True
    return _PLACES[machine] / "vmlinux.h", False


def is_bundled(path: str) -> bool:
    """True for a file or directory that came with bpflint, unpacked or not."""
    name = Path(path)
    unpacked = str(name if name.name == "vmlinux.h" else name / "vmlinux.h")
    return name.is_relative_to(HEADERS) or machine_of_types(unpacked) is not None


def machine_of_types(path: str) -> str | None:
    """The machine of a bundled vmlinux.h; None for any other file."""
    name = Path(path)
    if name.name != "vmlinux.h":
        return None
    own = (
        machine for machine, place in _PLACES.items() if place == name.parent or _folder(machine) == name.parent.name
    )
    return next(own, None)


# ------------------------------------------------------------------------------------------------------- collisions

_COLLISIONS: Final = re.compile(
    r"^(?:redefinition of|typedef redefinition|use of '\w+' with tag type|conflicting types for"
    r"|static declaration of|non-static declaration of|nested redefinition of)"
)
_QUOTED: Final = re.compile(r"'(?:enumerator )?(?:struct |union |enum )?(\w+)'")


def colliding_name(message: str, word: str) -> str | None:
    """The name that an error of the compiler says is taken; None if the error is about something else.

    `message` is its text, `word` the identifier at its place, which is all that tells a typedef's name.
    """
    if not _COLLISIONS.match(message):
        return None
    if message.startswith("typedef"):
        return word or None
    found = _QUOTED.search(message)
    return found[1] if found else None


def without(names: Iterable[str], use_cache: bool = True, machine: str = DEFAULT) -> dict[str, str]:
    """Bundled headers, by path, in which `names` are renamed; to be given to the parser instead of the files.

    Only headers that change are in it. A struct, union, enum, typedef or enumerator gets another name everywhere in
    the header, so the kernel's other types still fit together; a helper or function is left out.
    """
    unwanted = frozenset(names)
    if not unwanted:
        return {}
    texts = {str(vmlinux_path(use_cache, machine)[0]): vmlinux_text(machine if machine in _PLACES else DEFAULT)}
    for path in sorted([*LIBBPF.rglob("*.h"), *SYSTEM.rglob("*.h"), *UAPI.rglob("*.h")]):
        texts[str(path)] = path.read_text()
    return {path: changed for path, text in texts.items() if (changed := _rename(text, unwanted)) != text}


def _rename(text: str, names: frozenset[str]) -> str:
    """Rename types and enumerators, and drop the declarations of functions and helpers.

    The generated headers have one declaration a line and no names of parameters, so a look at what stands around a
    word tells a type from a member.
    """
    present = [name for name in names if name.isidentifier() and name in text]
    if not present:
        return text
    if len(text) < _SMALL_CHARACTERS:
        words = "|".join(present)
        text = re.sub(rf"(?m)^[^\n#;{{}}]*(?:\(\* const (?:{words})\)|\b(?:{words}))\([^\n]*;$", "", text)
    ends = sorted(end for name in present for end in _ends(text, name) if _is_type(text, end - len(name), end))
    pieces = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    return RENAMED.join(pieces)


def _ends(text: str, name: str) -> Iterator[int]:
    """Where each occurrence of a word ends. Searching for plain text is much faster than a pattern."""
    start = text.find(name)
    while start >= 0:
        end = start + len(name)
        if not _is_word(text[start - 1 : start]) and not _is_word(text[end : end + 1]):
            yield end
        start = text.find(name, end)


def _is_word(character: str) -> bool:
    return character == "_" or character.isalnum()


def _is_type(text: str, start: int, end: int) -> bool:
    """True if the word there names a type or an enumerator; False for a member, and in macros."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if before.endswith(("struct ", "union ", "enum ")) or before.startswith(("typedef", "}")):
        return True
    if not before.strip() and text.startswith((" = ", ",\n"), end):
        return True
    following = text[end : end + 1]
    return not (before.startswith("#") or following in ";[:(" or (following == ")" and before.endswith("*")))


# ----------------------------------------------------------------------------------------------------------- kfuncs


def kfunc_header(prototypes: Iterable[str]) -> str:
    """A header that declares kfuncs as newer versions of bpftool do at the end of vmlinux.h.

    `prototypes` are C declarations without the semicolon (`int bpf_wq_start(struct bpf_wq *wq, unsigned int flags)`)
    of functions that the program uses and nowhere declares. It includes vmlinux.h, so it can be included first of all.
    """
    records = sorted(set(re.findall(r"\b(?:struct|union) \w+", " ".join(prototypes := tuple(prototypes)))))
    return "\n".join(
        [
            '#include "vmlinux.h"',
            *(f"{record};" for record in records),
            *(
                f'extern {prototype} __attribute__((weak)) __attribute__((section(".ksyms")));'
                for prototype in prototypes
            ),
            "",
        ]
    )
