"""What the walk knows of numbers after longer pieces of C: calls, loops, copies, members of a few bits.

As in test_known_values.py; nothing is known of `x` in `seen(x)` where no path comes there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import known

BEFORE = """
struct s { int a; int b; struct { u8 c; signed char d; } in; int *to; };
struct pair { u64 x; u64 y; }; struct bits { u32 x : 3; u32 y : 5; u32 z : 24; int s : 4; };
static const struct pair table[2] = { { 3, 4 }, { 5, 6 } };
static volatile const int setting = 7; static const volatile int unset; const int shown_ = 12;
static int counter; static struct pair shared_;
static long fill(u32 i, int *c) { *c = 9; return 0; }
static long same(u32 i, int *c) { return 0; }
static int add(int a, int b) { return a + b; }
static void swap(int *a, int *b) { int t = *a; *a = *b; *b = t; }
static struct pair make(u64 x) { struct pair p = { x, x + 1 }; return p; }
static int fact(int n) { int r = 1; while (n > 1) r *= n--; return r; }
static __attribute__((noinline)) int sign(int x) { if (x < 0) return -1; if (x > 0) return 1; return 0; }
"""

ROWS: dict[str, set[str]] = {
    "struct s v = { 1, 2 }; struct s w = v; v.a = 9; seen(w.a); seen(w.b);": {"1", "2"},
    "struct s v = { 1, 2 }, w = {}; w.in = v.in; seen(w.in.c); seen(w.a);": {"0"},
    "struct pair v = make(4); seen(v.x); seen(v.y);": {"4", "5"},
    "struct pair v = { 1, 2 }; struct pair *p = &v; *p = make(8); seen(v.y);": {"9"},
    "int a = 1, b = 2; swap(&a, &b); seen(a * 10 + b);": {"21"},
    "seen(add(ANY & 3, 4));": {"4..7"},
    "seen(fact(5));": {"120"},
    "seen(sign(ANY));": {"-1", "0", "1"},
    "seen(sign(-4));": {"-1"},
    "int x = sign(ANY); if (x > 0) seen(x);": {"1"},
    "int c = 3; bpf_loop(4, same, &c, 0); seen(c);": {"3"},
    "int c = 3; bpf_loop(4, fill, &c, 0); seen(c);": {"3", "9"},
    "seen(shown_);": {"12"},
    "shared_.x = 1; at(&shared_.y);": {"global shared_+8"},
    "struct s v = {}; int t = 6; v.to = &t; *v.to = 8; seen(t); seen(*v.to);": {"8"},
    ("int t[3] = { 1, 2, 3 }; int *p = t; p++; *p = 7; seen(t[1]); seen(p[1]); seen(p[-1]);"): {"1", "3", "7"},
    "int t[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }; seen(t[1][1]); seen(t[0][2]);": {"3", "5"},
    ("int t[4] = { 1, 2, 3, 4 }; for (int i = 0; i < 4; i++) t[i] += i; seen(t[3]); seen(t[0]);"): {"1", "7"},
    "u64 x = 0x1122334455667788; seen((u32)x); seen(x >> 32); seen((u8)(x >> 8));": {"119", "1432778632", "287454020"},
    "int x = -1; seen((u8)x); seen((unsigned short)x); seen((u32)x >> 24);": {"255", "65535"},
    "signed char x = -3; seen(x); seen((u8)x); seen(x * x);": {"-3", "253", "9"},
    ("struct bits b = {}; b.x = 7; b.y = 31; b.z = 1; b.s = -8; seen(b.x); seen(b.y); seen(b.z); seen(b.s);"): {
        "-8",
        "1",
        "31",
        "7",
    },
    "struct bits b = {}; b.y = 3; b.x = 12; seen(b.y); seen(b.x);": {"3", "4"},
    "struct bits b = {}; b.s = 9; seen(b.s);": {"-7"},
    "struct bits b = { 1, 2, 3, 4 }; b.y++; seen(b.y); seen(b.x);": {"1", "3"},
    "int x = ANY; if (x >= 3 && x <= 7) { int y = x - 3; seen(y); }": {"0..4"},
    "int x = ANY; if (x >= 3 && x <= 7) { int y = 10 - x; seen(y); }": {"3..7"},
    "u8 x = ANY; u8 y = ANY; if (x + y < 10) seen(x);": {"0..255"},
    "u32 x = ANY; if (x < 10) { u32 y = x * 4 + 2; seen(y); }": {"2..38"},
    "u32 x = ANY; u32 y = x & 0xf0; seen(y); seen(y >> 4);": {"0..15", "0..240"},
    "u32 x = ANY; if (x & 1) seen(x & 1);": {"1"},
    "u8 x = ANY; x = x < 8 ? x : 8; seen(x);": {"0..7", "8"},
    "int x = ANY; x = x < 0 ? 0 : x; seen(x);": {"0", "0..2147483647"},
    "int x = ANY; if (x < 0) x = 0; if (x > 9) x = 9; seen(x);": {"0", "0..9", "9"},
    "u32 x = ANY, y = 0; if (x > 4) y = 4; else y = x; seen(y);": {"0..4", "4"},
    (
        "int x = ANY; switch (x & 3) { case 0: seen(0); break; case 1: seen(1); "
        "break; case 2: seen(2); break; case 3: seen(3); break; default: seen(99); }"
    ): {"0", "1", "2", "3"},
    "int x = ANY & 1; if (x) seen(x); else seen(x + 10);": {"1", "10"},
    "int x = ANY; if (x == 3) { if (x != 3) seen(99); else seen(3); }": {"3"},
    "int x = ANY, y = x; if (x > 3) if (y < 3) seen(99);": set(),
    "int x = ANY; if (x > 3) { x = 1; if (x > 3) seen(99); }": set(),
    "int x = ANY, y = ANY; if (x == y) if (x != y) seen(99);": set(),
    "int x = ANY, y = ANY; if (x < y) if (y < x) seen(99);": set(),
    "int x = ANY, y = ANY; if (x < y && y < 5) seen(x < 4);": {"0..1"},
    "int x = ANY; int y = x + 1; if (x == 4) seen(y);": {"-2147483648..2147483647"},
    "long long x = -5; seen(x / 2); seen(x % 2); seen(x >> 1);": {"-1", "-2", "-3"},
    "int x = 7; seen(x / -2); seen(x % -2); seen(x << 3);": {"-3", "1", "56"},
    "u32 x = 7; seen(x - 8); seen(~x); seen(-x);": {"4294967288", "4294967289", "4294967295"},
    "seen(1 ? 2 : 3); seen(0 && ANY); seen(1 || ANY);": {"0", "1", "2"},
    "int x = 4; x <<= 2; x |= 1; x &= ~16; x ^= 3; seen(x);": {"2"},
    "int x = 100; x /= 7; x %= 5; seen(x);": {"4"},
    ("int n = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++) { if (j == 2) continue; n++; } seen(n);"): {
        "6"
    },
    "int n = 0; for (int i = 10; i > 0; i -= 3) n += i; seen(n);": {"22"},
    "int n = 0, i = 0; do { n += i; } while (++i < 4); seen(n); seen(i);": {"4", "6"},
    "int n = 0; while (1) { if (++n == 5) break; } seen(n);": {"5"},
    "int i; for (i = 0; i < 5; i++) if (i == 3) goto out; out: seen(i);": {"3"},
    "int x = 3; { int x = 4; seen(x); } seen(x);": {"3", "4"},
    "int *p = 0; int x = 5; if (ANY) p = &x; if (p) seen(*p);": {"5"},
    "int x = 1; int *p = &x; int *q = p; *q = 6; seen(x == *p);": {"0..1"},
    "void *p = &counter; seen(p == &counter); seen(p != 0);": {"0..1"},
    "char c = 'a'; seen(c); seen(c + 1);": {"97", "98"},
    "enum { A, B = 5, C } e = C; seen(e); seen(B);": {"5", "6"},
    "_Bool b = 4; seen(b); b = !b; seen(b);": {"0", "1"},
    "struct s v; __builtin_memset(&v, 0xff, sizeof(v)); seen(v.a);": {"-2147483648..2147483647"},
    "struct s v = { 1, 2 }; __builtin_memset(&v, 0, 4); seen(v.a); seen(v.b);": {"0", "2"},
    "struct s v = { 1, 2 }; __builtin_memcpy(&v.a, &v.b, 4); seen(v.a);": {"2"},
    "u32 a[2] = { 1, 2 }; u64 x; __builtin_memcpy(&x, a, 8); seen(a[0]); seen(a[1]);": {"1", "2"},
    "struct pair v[2] = {}; v[1].y = 3; struct pair w = v[1]; seen(w.y); seen(v[0].y);": {"0", "3"},
}


@pytest.mark.parametrize("body", ROWS)
def test_what_is_known(tmp_path: Path, body: str) -> None:
    assert known(tmp_path, body, before=BEFORE) == ROWS[body]
