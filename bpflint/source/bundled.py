"""The headers that come with bpflint, for machines and repositories that lack them.

All are searched last: `compiler` (stddef.h ...), `libbpf` (<bpf/...>), `system` (what else programs include, by hand),
`uapi` (<linux/...> and <asm/...>, generated from a kernel) and the kernel types, one vmlinux.h made from the BTF of
the newest kernel. Its types may bear names that a program uses for its own; `without` gives headers in which such names
are out of the way, so that the program's win. Kfuncs are not declared in any of these headers: `kfunc_header` declares
those that a program calls but leaves to its vmlinux.h.
"""

from __future__ import annotations

import hashlib
import lzma
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from bpflint.source.cache import cache_directory, store

HEADERS: Final = Path(__file__).resolve().parent / "headers"
COMPILER: Final = HEADERS / "compiler"
LIBBPF: Final = HEADERS / "libbpf"
SYSTEM: Final = HEADERS / "system"
UAPI: Final = HEADERS / "uapi"
_PACKED: Final = HEADERS / "vmlinux.h.xz"
_VIRTUAL: Final = HEADERS / "vmlinux.h"
"""Where vmlinux.h seems to lie when there is no cache to unpack it into: given to the parser from memory."""
KFUNC_HEADER: Final = HEADERS / "vmlinux_kfuncs.h"
"""The name under which `kfunc_header` is given to the parser."""
RENAMED: Final = "___bundled"
"""What names that the program needs for itself get appended."""


@cache
def vmlinux_text() -> str:
    """The kernel types as C."""
    return lzma.decompress(_PACKED.read_bytes()).decode()


@cache
def _digest() -> str:
    return hashlib.sha256(_PACKED.read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=2)
def vmlinux_path(use_cache: bool = True) -> tuple[Path, bool]:
    """Where vmlinux.h is, and whether it is a real file; if not, the parser needs `vmlinux_text` under this name."""
    directory = cache_directory() if use_cache else None
    if directory is not None:
        path = directory / f"kernel-{_digest()}" / "vmlinux.h"
        try:
            known = path.is_file()
        except OSError:
            known = False
        if known or store(path, vmlinux_text().encode()):
            return path, True
    return _VIRTUAL, False


def is_bundled(path: str) -> bool:
    """True for a file that came with bpflint, unpacked or not."""
    name = Path(path)
    return name.is_relative_to(HEADERS) or (name.name == "vmlinux.h" and name.parent.name == f"kernel-{_digest()}")


# ------------------------------------------------------------------------------------------------------- collisions

_COLLISIONS: Final = re.compile(
    r"^(?:redefinition of|typedef redefinition|use of '\w+' with tag type|conflicting types for"
    r"|static declaration of|non-static declaration of|nested redefinition of|expected identifier)"
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


def without(names: Iterable[str], use_cache: bool = True) -> dict[str, str]:
    """Bundled headers, by path, in which `names` are renamed; to be given to the parser instead of the files.

    Only headers that change are in it. A struct, union, enum, typedef or enumerator gets another name everywhere in
    the header, so the kernel's other types still fit together; a helper or function is left out.
    """
    unwanted = frozenset(names)
    if not unwanted:
        return {}
    texts = {str(vmlinux_path(use_cache)[0]): vmlinux_text()}
    for path in sorted([*LIBBPF.rglob("*.h"), *SYSTEM.rglob("*.h"), *UAPI.rglob("*.h")]):
        texts[str(path)] = path.read_text()
    return {path: changed for path, text in texts.items() if (changed := _rename(text, unwanted)) != text}


def _rename(text: str, names: frozenset[str]) -> str:
    for name in sorted(names):
        if not name.isidentifier() or name not in text:
            continue
        word = re.escape(name)
        # A helper is a variable of its own line.
        text = re.sub(rf"(?m)^static [^\n]*\(\* const {word}\)\([^\n]*;$", "", text)
        text = re.sub(rf"\b(struct|union|enum) {word}\b", rf"\1 {name}{RENAMED}", text)
        # Enumerators stand alone on a line before `=`; a typedef's own name ends its declaration.
        text = re.sub(rf"(?m)^(\s+){word}( = )", rf"\1{name}{RENAMED}\2", text)
        if re.search(rf"(?m)^(?:typedef [^\n]*|\}}[^\n]*)\b{word}\b[^\n]*;$", text):
            text = _rename_typedef(text, name)
    return text


def _rename_typedef(text: str, name: str) -> str:
    """Rename a typedef where it is defined and used, and no member of the same name.

    A member's name is followed by `;`, `[`, `:` or by `)` after a star; a type's never is, except in a typedef.
    """
    word = re.escape(name)
    text = re.sub(rf"(?m)^((?:typedef [^\n]*|\}}[^\n]*)\b){word}\b([^\n]*;)$", rf"\1{name}{RENAMED}\2", text)
    return re.sub(
        rf"(?<![\w.>])(?<!struct )(?<!union )(?<!enum ){word}(?=(?: [\w*(]| \*|\s*[,)]))(?<!\*{word})",
        f"{name}{RENAMED}",
        text,
    )


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
