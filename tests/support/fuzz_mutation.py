"""Changes inputs so that most of their structure survives: words of a text, values of a document, words of a binary."""

from __future__ import annotations

import copy
import json
import random
import re
import struct
from collections.abc import Callable
from typing import Any, Final

_TOKEN: Final = re.compile(
    r"\s+|[A-Za-z_]\w*|\d\w*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|//[^\n]*|/\*.*?\*/|.", re.S
)
_NUMBERS: Final = (
    "0", "1", "-1", "8", "31", "32", "63", "64", "511", "512", "513", "65536", "0x7fffffff", "0x80000000",
    "0xffffffff", "0x100000000", "0x7fffffffffffffff", "0xffffffffffffffffULL", "1e309", "0x", "08",
)  # fmt: skip
_WORDS: Final = (
    "if (", "for (;;) {", "while (1)", "do {", "} while (0);", "goto out;", "out:", "return 0;", "return", "break;",
    "continue;", "switch (", "case 1:", "default:", "&", "*", "->", ".", "?", ":", "&&", "||", "!", "~", "(", ")",
    "{", "}", "[", "]", ";", ",", "=", "+=", "<<", ">>", "/ 0", "% 0", "sizeof(", "struct task_struct *", "void *",
    "u64", "u8", "char", "long", "static", "__always_inline", "__noinline", "__weak", "__ksym", "const", "volatile",
    "typedef", "union {", "enum {", "struct {", "extern", '__attribute__((section("maps")))', 'SEC("xdp")',
    'SEC("?tc")', 'SEC("fentry/")', 'SEC("struct_ops/x")', 'SEC("")', "bpf_rcu_read_lock();",
    "bpf_rcu_read_unlock();", "bpf_spin_lock(", "bpf_task_release(", "bpf_task_acquire(", "bpf_loop(",
    "bpf_tail_call(", "bpf_map_lookup_elem(", "bpf_for(i, 0, 10)", "bpf_repeat(10)", "bpf_kptr_xchg(", "barrier();",
    'asm volatile("");', "#include", "#define X", "#if 1", "#else", "#endif", "#undef X", "\\\n", "##", "#", "/*",
    "*/", "//", "_Generic(", "({", "})", "__builtin_memcpy(", "__builtin_preserve_access_index(", "(void *)0", '"',
    "'", "// bpflint: ignore", "// bpflint: disable=KF403", "$", "@", "`", "\0", "\x0c", "\r", "\u2028", "\ufeff",
    "\u202e", "\x1b[31m", "é", "😀",
)  # fmt: skip
_BRACKETS: Final = ("()", "[]", "{}", ("({", "})"), ("if (x) {", "}"), ("-", ""), ("*", ""), ("!", ""))
_MANY: Final = (2, 3, 10, 50, 300)
_MOST_CHARACTERS: Final = 60_000


def tokens(text: str) -> list[str]:
    """The words, numbers, strings and signs of a text; joined they are the text."""
    return _TOKEN.findall(text)


def mutate_text(rng: random.Random, text: str, other: str) -> str:
    """`text` with a few changes, some of them words of `other`."""
    words, others = tokens(text), tokens(other) or [" "]
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5, 12))):
        if not words:
            words = others[:200]
        at = rng.randrange(len(words))
        span = slice(at, at + rng.choice((1, 1, 2, 5, 20, 100)))
        match rng.randrange(12):
            case 0:
                del words[span]
            case 1:
                words[at:at] = words[span] * rng.choice(_MANY)
            case 2:
                to = rng.randrange(len(words))
                words[at], words[to] = words[to], words[at]
            case 3 | 4:
                words[at] = rng.choice(_WORDS)
            case 5:
                words.insert(at, rng.choice(_WORDS))
            case 6:
                begin = rng.randrange(len(others))
                words[at:at] = others[begin : begin + rng.choice((1, 5, 30, 200))]
            case 7:
                left, right = rng.choice(_BRACKETS)
                count = rng.choice(_MANY)
                words[span] = [left * count, *words[span], right * count]
            case 8:
                words[at] = rng.choice(_NUMBERS)
            case 9:
                name = rng.choice([word for word in words if word.isidentifier()] or ["x"])
                places = [number for number, word in enumerate(words) if word.isidentifier()]
                if places:
                    words[rng.choice(places)] = name
            case 10:
                words = words[: at + 1] if rng.random() < 0.5 else words[at:]
            case 11:
                names = [word for word in words if word.isidentifier()] or ["x"]
                old, new = rng.choice(names), rng.choice((*names, *_WORDS))
                words = [new if word == old else word for word in words]
    return "".join(words)[:_MOST_CHARACTERS]


_VALUES: Final[tuple[Any, ...]] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 1e400, -0.0, "", "x", "\0", "a" * 5000, "../../etc/passwd",
    "/dev/zero", "KF403", "6.1", ">=6.1", "99.99", "\u202e", "\ud800", "::error::x", [], [[]], {}, {"": ""}, [None],
    "int f(int", "int f(int x)", "*",
)  # fmt: skip


def mutate_document(rng: random.Random, document: Any, other: Any) -> Any:
    """A document of lists, tables and plain values with a few values changed."""
    document = json.loads(json.dumps(document))
    for _ in range(rng.choice((1, 1, 2, 4))):
        places = list(_places(document))
        foreign = [holder[key] for holder, key in _places(other)] or [None]
        if not places:
            return copy.deepcopy(rng.choice((*_VALUES, rng.choice(foreign))))
        holder, key = rng.choice(places)
        match rng.randrange(7):
            case 0 | 1:
                holder[key] = copy.deepcopy(rng.choice(_VALUES))
            case 2:
                del holder[key]
            case 3:
                holder[key] = copy.deepcopy(rng.choice(foreign))
            case 4:
                holder[key] = rng.choice(([holder[key]] * 2, {"x": holder[key]}, str(holder[key])))
            case 5:
                if isinstance(holder, dict):
                    holder[str(rng.choice((*_WORDS, *holder)))] = holder.pop(key)
                else:
                    holder.extend(holder[:1] * rng.choice(_MANY))
            case 6:
                if isinstance(holder[key], str):
                    holder[key] = mutate_text(rng, holder[key], str(rng.choice(foreign)))
                elif type(holder[key]) is int:
                    holder[key] += rng.choice((1, -1, 255, 1 << 32, -(1 << 33)))
    return document


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    keys: list[Any] = list(value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ())
    for key in keys:
        found.append((value, key))
        found += _places(value[key])
    return found


def mutate_bytes(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`data` with a few of its bytes or words changed, moved or left out."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 16))):
        if not changed:
            changed = bytearray(other[:4096] or b"\0")
        at = rng.randrange(len(changed))
        match rng.randrange(8):
            case 0:
                changed[at] ^= 1 << rng.randrange(8)
            case 1 | 2:
                form: str = rng.choice(("B", "<H", ">H", "<I", "<I", ">I", "<Q"))
                bits = 8 * struct.calcsize(form)
                largest = (1 << bits) - 1
                value = rng.choice((0, 1, 4, 12, largest, 1 << (bits - 1), rng.randrange(largest), len(changed)))
                at -= at % (bits // 8)
                changed[at : at + bits // 8] = struct.pack(form, value & largest)
            case 3:
                del changed[at : at + rng.choice((1, 4, 12, 256))]
            case 4:
                changed[at:at] = changed[at : at + rng.choice((1, 4, 12, 256))] * rng.choice((1, 2, 50))
            case 5:
                begin = rng.randrange(len(other) or 1)
                size = rng.choice((4, 12, 64, 1024))
                changed[at : at + size] = other[begin : begin + size]
            case 6:
                changed = changed[:at]
            case 7:
                changed[at] = rng.randrange(256)
    return bytes(changed[: 4 << 20])


Mutate = Callable[[random.Random, bytes, bytes], bytes]


def as_text(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`mutate_text` for encoded text, which now and then is no UTF-8 any more."""
    text = mutate_text(rng, data.decode("utf-8", "replace"), other.decode("utf-8", "replace"))
    encoded = text.encode("utf-8", "replace")
    return mutate_bytes(rng, encoded, other) if rng.random() < 0.03 else encoded


def as_json(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`mutate_document` for JSON, which now and then is none any more."""
    if rng.random() < 0.2:
        return as_text(rng, data, other)
    return json.dumps(mutate_document(rng, json.loads(data), json.loads(other))).encode()


def as_yaml(rng: random.Random, data: bytes, other: bytes) -> bytes:
    """`mutate_document` for YAML, or of its words: anchors, tags and indentation."""
    import yaml

    if rng.random() < 0.4:
        return as_text(rng, data, other)
    # JSON is YAML; only what it cannot say, such as anchors, comes from the words.
    documents = [json.loads(json.dumps(yaml.safe_load(each), default=str)) for each in (data, other)]
    return json.dumps(mutate_document(rng, *documents)).encode()
