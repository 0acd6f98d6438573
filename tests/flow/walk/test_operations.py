"""Numbers and addresses are computed as C has it: what a condition says is what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import cases, walk

from bpflint.flow.domain.cases import Case

VARIABLES = """
    int minus = -1, five = 5; u32 one = 1, all = ~0u; long long low = -1; u64 big = 1ull << 40;
    short small = -1; unsigned short word = 1; u8 byte = 200; signed char sign = -3; char bytes[8] = {};
    struct value *nowhere = (struct value *)0;
"""
TRUE = [
    # The usual arithmetic conversions.
    "minus > one", "low < one", "small < word", "(u32)minus == all", "low < (long long)big", "(u64)low > big",
    "minus == low", "sign < word", "byte > sign",
    # Casts.
    "(u8)300 == 44", "(u8)(byte + 100) == 44", "(signed char)byte == -56", "(int)all == -1", "(u64)all == 0xffffffff",
    "(u32)big == 0", "(short)70000 == 4464", "(u64)minus == ~0ull",
    "(_Bool)256 == 1", "(_Bool)(five - 5) == 0",
    # Operators.
    "five - 7 == -2", "five * five == 25", "five / 2 == 2", "minus * 7 / 2 == -3", "five % 3 == 2", "(five ^ 1) == 4",
    "(five | 2) == 7", "(five & 4) == 4", "one << 31 > 0", "all >> 28 == 15", "minus >> 3 == -1", "~five == -6",
    "-five == -5", "!five == 0", "!(five - 5)", "one + all == 0", "(u64)one + all == 1ull << 32",
    # Comparisons at their bounds.
    "five >= 5", "five <= 5", "!(five > 5)", "!(five < 5)", "five != 4", "five == 5",
    # Addresses.
    "(u64)&nowhere->count == 8", "&bytes[3] == bytes + 3", "bytes + 3 - 2 == &bytes[1]", "&bytes[0] != 0",
    "3 + bytes == &bytes[3]",
]  # fmt: skip


@pytest.mark.parametrize("condition", TRUE)
def test_what_c_has_for_true_is_true(tmp_path: Path, condition: str) -> None:
    body = f"""{VARIABLES}
        struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;
        if ({condition}) bpf_task_release(p);"""
    assert Case.REFERENCE_LEAKED not in cases(walk(tmp_path, body))


@pytest.mark.parametrize("condition", TRUE)
def test_nothing_happens_where_it_is_false(tmp_path: Path, condition: str) -> None:
    body = f"""{VARIABLES}
        struct task_struct *p = bpf_task_from_pid(1); if (!p) return 0;
        bpf_task_release(p);
        if (!({condition})) bpf_task_release(p);"""
    assert not cases(walk(tmp_path, body))


# A value of the map has 16 bytes.
WITHIN = [
    "p += 8; *(u64 *)p = 1;", "p += 16; p -= 8; *(u64 *)p = 1;", "p = 12 + p; *(u32 *)p = 1;",
    "p = p + 16 - 1; *p = 1;",     "for (int i = 0; i < 16; i++) p[i] = 1;",
]  # fmt: skip
BEYOND = [
    "p += 9; *(u64 *)p = 1;", "p -= 1; *p = 1;", "p = 13 + p; *(u32 *)p = 1;", "p = p + 16; *p = 1;", "p[16] = 1;",
]  # fmt: skip


@pytest.mark.parametrize("access", [*WITHIN, *BEYOND])
def test_an_access_is_where_its_address_leads(tmp_path: Path, access: str) -> None:
    body = f"""
        u32 key = 1;
        u8 *p = bpf_map_lookup_elem(&tasks, &key);
        if (!p) return 0;
        {access}"""
    # The first member is a kptr, which nobody writes: another complaint.
    assert (Case.ACCESS_BEYOND_END in cases(walk(tmp_path, body))) is (access in BEYOND)


@pytest.mark.parametrize("address", ["task + n", "(void *)task + n", "(void *)&task->cgroups + n", "(void *)(long)n"])
@pytest.mark.parametrize("call", ["bpf_task_acquire", "bpf_task_release", "bpf_list_pop_front", "bpf_iter_num_next"])
def test_an_address_that_varies_is_no_surprise(tmp_path: Path, address: str, call: str) -> None:
    """Nothing certain is said of what an address that nobody knows leads to, but that it must not vary."""
    body = f"u32 n = bpf_get_prandom_u32(); void *p = {address}; if (n) {call}(p);"
    assert Case.OTHER_STRUCT_PASSED not in cases(walk(tmp_path, body))
