"""What a function does with its values, seen without following its paths, is what C and the compiler make of it.

Each row is the body of `f(int n, struct s *p)` and all that the analyses find in it (tests/support/static_facts.py).
"""

from __future__ import annotations

import pytest
from static_facts import Facts, facts

ROWS: list[tuple[str, Facts]] = [
    (
        "int x = n;\nif (n > 3)\n  x = 4;\nuse(x);",
        {"live": ["4:x"], "joins": [4], "late": ["1:n"]},
    ),
    (
        "int x = p->a;\nx = p->b;\nuse(x);",
        {"doubtful": True, "members": ["s.a", "s.b"], "dead": ["1:x"], "unused": ["1:p", "1:p.a"]},
    ),
    (
        "int i, s = 0;\nfor (i = 0; i < n; i++)\n  s += p->a;\nuse(s);",
        {
            "live": ["2:i,n,p,s", "3:i,n,p,s", "4:s"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i", "2:s"],
            "exits": ["2->4"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2],
        },
    ),
    (
        "struct s v;\nv.a = 1;\ntake(&v);\nv.b = 2;",
        {"escaping": ["v"], "frame": 16, "room": 12},
    ),
    (
        "struct s v;\nv.a = 1;\nv.a = 2;\nuse(v.a);",
        {"members": ["s.a"], "dead": ["2:v.a"], "folded": [2], "room": 12},
    ),
    (
        "struct s v;\nv.a = n;\nv.b = n;\nuse(v.b);",
        {"members": ["s.b"], "room": 12},
    ),
    (
        "g = 1;\ng = 2;",
        {"dead": ["1:g"]},
    ),
    (
        "g = 1;\nuse(0);\ng = 2;",
        {},
    ),
    (
        "g = 1;\nint x = g;\ng = 2;\nuse(x);",
        {"unused": ["2:g"], "folded": [1, 1]},
    ),
    (
        "p->a = 1;\np->a = 2;",
        {"doubtful": True},
    ),
    (
        "int x = 1;\nx = 2;\nx = 3;\nuse(x);",
        {"dead": ["1:x", "2:x"], "folded": [3]},
    ),
    (
        "int x = get();\nx = get();\nuse(x);",
        {"dead": ["1:x"]},
    ),
    (
        "struct s v = *p;\nuse(v.a);",
        {"doubtful": True, "members": ["s.a"], "room": 12},
    ),
    (
        "struct s v = *p;",
        {"doubtful": True, "unused": ["1:p"], "unused copies": ["1:v"], "room": 12},
    ),
    (
        "struct s v;\n__builtin_memset(&v, 0, sizeof(v));\nuse(v.in.c);",
        {"members": [".c"], "room": 12},
    ),
    (
        "int x = p->a;\nif (n)\n  use(x);",
        {
            "live": ["3:x"],
            "joins": [4],
            "decided by": {3: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "late": ["1:p", "1:p.a"],
            "stays": [1],
        },
    ),
    (
        "int x = p->a;\nuse(n);\nif (n)\n  use(x);",
        {
            "live": ["4:x"],
            "joins": [5],
            "decided by": {4: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "late": ["1:p", "1:p.a"],
            "stays": [1],
        },
    ),
    (
        "int x = 0;\nif (p->a)\n  x = 1;\nelse\n  x = 2;",
        {
            "joins": [6],
            "doubtful": True,
            "members": ["s.a"],
            "dead": ["1:x", "3:x", "5:x"],
            "unused": ["2:p", "2:p.a"],
            "idle": [1],
        },
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(1);",
        {"joins": [5], "decided by": {2: [1], 4: [1]}, "doubtful": True, "members": ["s.a"], "stays": [1]},
    ),
    (
        "if (p->a)\n  use(1);\nelse\n  use(2);",
        {"joins": [5], "decided by": {2: [1], 4: [1]}, "doubtful": True, "members": ["s.a"], "stays": [1]},
    ),
    (
        "if (p->a)\n  ;\nuse(3);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a"], "idle": [1]},
    ),
    (
        "int x = p->a * 0;\nuse(x);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a"], "folded": [0, 0]},
    ),
    (
        "int x = n - n;\nuse(x);",
        {"unused": ["1:n", "1:n"], "folded": [0, 0]},
    ),
    (
        "int x = n + 3 - n;\nuse(x);",
        {"unused": ["1:n", "1:n"], "folded": [3, 3]},
    ),
    (
        "int y = n * 4;\nint x = y - n - n - n - n;\nuse(x);",
        {},
    ),
    (
        "int x = n & 0;\nuse(x);\nuse(n == n);",
        {"unused": ["1:n", "3:n", "3:n"], "folded": [0, 0, 1]},
    ),
    (
        "int x = n;\nint y = x + 1;\nuse(y > x);\nuse(y - x);",
        {"unused": ["4:x", "4:y"], "folded": [1]},
    ),
    (
        "unsigned char c = n;\nuse(c < 256);\nuse(c < 0);",
        {"unused": ["1:n", "2:c", "3:c"], "folded": [0, 1]},
    ),
    (
        "struct s v;\nv.a = n;\nuse(v.a - n);",
        {"members": ["s.a"], "unused": ["2:n", "3:n", "3:v.a"], "folded": [0], "room": 12},
    ),
    (
        "int i = 0;\nwhile (i < 10)\n  i++;\nuse(i);",
        {
            "live": ["2:i", "3:i", "4:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 10)},
            "exits": ["2->4"],
            "stays": [2],
        },
    ),
    (
        "int i = 0;\ndo {\n  i += 2;\n} while (i < 10);",
        {"live": ["3:i"], "joins": [3], "loops": [3], "counters": {"3:i": (2, 10)}, "exits": ["3->5"]},
    ),
    (
        "int i, j;\nfor (i = 0; i < 4; i++)\n  for (j = 0; j < 4; j++)\n    use(i + j);",
        {
            "live": ["2:i", "2:i", "3:i", "3:i,j", "4:i,j"],
            "joins": [2, 3],
            "loops": [2, 2, 3, 3, 4],
            "counters": {"3:j": (1, 4), "2:i": (1, 4)},
            "sums": ["2:j"],
            "exits": ["2->5", "3->2"],
            "decided by": {4: [2, 3]},
            "stays": [2, 3],
        },
    ),
    (
        "int i, a = 1, b = 2, t;\nfor (i = 0; i < n; i++) {\n  t = a;\n  a = b;\n  b = t;\n}\nuse(a);",
        {
            "live": ["2:a,b,i,n", "3:a,b,i,n", "7:a"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:a", "2:b", "2:i", "2:t"],
            "exits": ["2->7"],
            "stays": [2],
        },
    ),
    (
        "again:\nif (get())\n  goto again;\nuse(1);",
        {"joins": [2], "loops": [2], "exits": ["2->4"], "stays": [2], "remembered": [2]},
    ),
    (
        "int i;\nfor (i = n; i; i--) {\n  if (p->a == i)\n    break;\n  if (p->b == i)\n    continue;\n  use(i);\n}",
        {
            "live": ["2:i,p", "2:i,p", "3:i,p", "5:i,p", "7:i,p"],
            "joins": [2, 2, 9],
            "loops": [2, 2, 3, 5, 7],
            "sums": ["2:i"],
            "exits": ["2->9", "3->9"],
            "decided by": {7: [2, 3, 5]},
            "doubtful": True,
            "members": ["s.a", "s.b"],
            "stays": [2, 3, 5],
            "joined": [2, 3],
        },
    ),
    (
        "switch (n) {\ncase 1:\n  use(1);\ncase 2:\n  use(2);\n  break;\ndefault:\n  use(3);\n}",
        {"joins": [5, 10], "decided by": {3: [1], 5: [1], 8: [1]}},
    ),
    (
        "{\n  int x = n;\n  use(x);\n}\n{\n  int y = n;\n  use(y);\n}",
        {},
    ),
    (
        "struct big a;\ntake(&a);\nstruct big b;\ntake(&b);",
        {"escaping": ["a", "b"], "frame": 144, "room": 144},
    ),
    (
        "{\n  struct big a;\n  take(&a);\n}\n{\n  struct big b;\n  take(&b);\n}",
        {"escaping": ["a", "b"], "frame": 72, "room": 144},
    ),
    (
        "int a[4];\na[n & 3] = 1;\nuse(a[0]);",
        {"late": ["2:n"], "room": 16},
    ),
    (
        "int a[4];\nint *q = a;\nq[1] = 5;\nuse(q[2]);",
        {"doubtful": True, "escaping": ["a"], "room": 16},
    ),
    (
        "int x;\nint *q = &x;\n*q = n;\nuse(*q);",
        {"doubtful": True, "escaping": ["x"]},
    ),
    (
        "int x = n;\ntake(&x);\nx = 4;",
        {"escaping": ["x"], "frame": 8, "room": 4},
    ),
    (
        "struct s *q = find();\nif (q && q->a > 3)\n  use(q->b);",
        {
            "live": ["2:q", "3:q"],
            "joins": [4],
            "decided by": {3: [1, 2]},
            "doubtful": True,
            "members": ["s.a", "s.b"],
            "stays": [1, 2],
            "joined": [1, 2],
        },
    ),
    (
        "struct s *q = find();\nif (q)\n  use(1);\nif (q)\n  use(2);",
        {"live": ["3:q", "4:q"], "joins": [4, 6], "decided by": {3: [1], 5: [4]}, "stays": [1, 4]},
    ),
    (
        "struct s *q = 0;\nif (n)\n  q = find();\nif (q)\n  use(q->a);",
        {
            "live": ["4:q", "5:q"],
            "joins": [4, 6],
            "decided by": {3: [1], 5: [4]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 4],
        },
    ),
    (
        "int ok = 0;\nif (n > 4)\n  ok = 1;\nif (ok)\n  use(1);",
        {"live": ["4:ok"], "joins": [4, 6], "decided by": {5: [4]}, "stays": [4]},
    ),
    (
        "int x = n > 3 ? p->a : p->b;\nuse(x);",
        {"live": ["1:p", "1:p"], "joins": [1], "doubtful": True, "members": ["s.a", "s.b"], "stays": [1]},
    ),
    (
        "if (n > 3 && n < 9)\n  use(1);",
        {"live": ["1:n"], "joins": [3], "decided by": {2: [1, 1]}, "stays": [1, 1], "joined": [1, 1]},
    ),
    (
        "if (n > 3 || p->a)\n  use(1);",
        {
            "live": ["1:p"],
            "joins": [2, 3],
            "decided by": {2: [1, 1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 1],
            "joined": [1, 1],
        },
    ),
    (
        "int x = get();\nif (x)\n  return 1;\nuse(x);",
        {"live": ["4:x"], "decided by": {4: [1]}, "stays": [1]},
    ),
    (
        "if (n)\n  return 1;\nuse(1);\nif (n)\n  use(2);",
        {"live": ["3:n"], "joins": [6], "decided by": {3: [1], 5: [1, 3]}, "stays": [1, 3]},
    ),
    (
        "int x = h;\nif (x > 3)\n  use(x);\nuse(h);",
        {"live": ["3:x"], "joins": [4], "decided by": {3: [1]}, "stays": [1]},
    ),
    (
        "int i = 0;\nint x = p->a;\nwhile (i++ < n)\n  use(x);",
        {
            "live": ["3:i,n,x", "4:i,n,x"],
            "joins": [3],
            "loops": [3, 4],
            "sums": ["3:i"],
            "exits": ["3->5"],
            "decided by": {4: [3]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [3],
        },
    ),
    (
        "int x = __builtin_expect(n, 0);\nif (x)\n  use(x);",
        {"live": ["3:x"], "joins": [4], "decided by": {3: [1]}, "stays": [1]},
    ),
    (
        "int i;\nfor (i = 10; i >= 0; i -= 2)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (-2, -1)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i != 8; i += 2)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i <= 8; i++)\n  i += g;",
        {"live": ["2:i", "3:i"], "joins": [2], "loops": [2, 3], "sums": ["2:i"], "exits": ["2->4"]},
    ),
    (
        "int i;\nfor (i = 0; 8 > i; ++i)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 8)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "unsigned i;\nfor (i = 5; i > 0; i--)\n  use(i);",
        {
            "live": ["2:i", "3:i"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (-1, 0)},
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "int i;\nfor (i = 0; i < 8; i++)\n  take(&i);",
        {
            "live": ["2:i", "3:i", "4:i"],
            "joins": [2],
            "loops": [2, 3],
            "sums": ["2:i"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "escaping": ["i"],
            "frame": 8,
            "room": 4,
            "stays": [2],
        },
    ),
    (
        "int i = 0, s = 1;\nwhile (i < 6) {\n  s = s * 2;\n  i++;\n}\nuse(s);",
        {
            "live": ["2:i,s", "3:i,s", "6:s"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "sums": ["2:s"],
            "exits": ["2->6"],
            "stays": [2],
        },
    ),
    (
        "int i = 0, s = 1, t = 0;\nwhile (i < 6) {\n  t = s + 1;\n  s = t + 1;\n  i++;\n}\nuse(t);",
        {
            "live": ["2:i,s,t", "3:i,s", "7:t"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "sums": ["2:s", "2:t"],
            "exits": ["2->7"],
            "stays": [2],
        },
    ),
    (
        "int i, last = 0;\nfor (i = 0; i < 6; i++)\n  last = p->a;\nuse(last);",
        {
            "live": ["2:i,last,p", "3:i,p", "4:last"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->4"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2],
        },
    ),
    (
        "int i, most = 0;\nfor (i = 0; i < 6; i++)\n  if (p->a > most)\n    most = p->a;\nuse(most);",
        {
            "live": ["2:i,most,p", "2:i,most,p", "3:i,most,p", "4:i,p", "5:most"],
            "joins": [2, 2],
            "loops": [2, 2, 3, 4],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->5"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [2, 3],
        },
    ),
    (
        "int i;\nfor (i = 0; i < 6; i++) {\n  if (n == i)\n    return 2;\n}\nuse(1);",
        {
            "live": ["2:i,n", "2:i,n", "3:i,n"],
            "joins": [2],
            "loops": [2, 2, 3],
            "counters": {"2:i": (1, 6)},
            "exits": ["2->6", "3->4"],
            "decided by": {6: [2, 3]},
            "stays": [2, 3],
        },
    ),
    (
        "int i = 0;\nfor (;;) {\n  if (i >= 4)\n    break;\n  i++;\n}\nuse(i);",
        {
            "live": ["3:i", "5:i", "7:i"],
            "joins": [3],
            "loops": [3, 5],
            "counters": {"3:i": (1, 4)},
            "exits": ["3->7"],
            "stays": [3],
        },
    ),
    (
        "struct s *q = p;\nint i;\nfor (i = 0; i < 3; i++)\n  q = q + 1;\nuse(q->a);",
        {
            "live": ["3:i,q", "4:i,q", "5:q"],
            "joins": [3],
            "loops": [3, 4],
            "counters": {"3:i": (1, 3)},
            "exits": ["3->5"],
            "doubtful": True,
            "members": ["s.a"],
            "stays": [3],
        },
    ),
    (
        "int i, j = 0;\nfor (i = 0; i < 4; i++, j += 3)\n  use(j);",
        {
            "live": ["2:i,j", "3:i,j"],
            "joins": [2],
            "loops": [2, 3],
            "counters": {"2:i": (1, 4)},
            "sums": ["2:j"],
            "exits": ["2->4"],
            "decided by": {3: [2]},
            "stays": [2],
        },
    ),
    (
        "if (n)\n  use(1);\nelse if (p->a)\n  use(2);\nelse\n  use(3);\nuse(4);",
        {
            "live": ["3:p"],
            "joins": [7],
            "decided by": {2: [1], 4: [1, 3], 6: [1, 3]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 3],
        },
    ),
    (
        "if (!n)\n  return 1;\nif (p->a)\n  use(1);\nuse(2);",
        {
            "live": ["3:p"],
            "joins": [5],
            "decided by": {4: [1, 3], 5: [1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 3],
        },
    ),
    (
        "switch (n) {\ncase 1:\n  use(1);\n  break;\ncase 2:\n  return 3;\n}\nuse(2);",
        {"joins": [8], "decided by": {3: [1], 8: [1]}},
    ),
    (
        "while (get())\n  use(1);\nuse(2);",
        {"joins": [1], "loops": [1, 2], "exits": ["1->3"], "decided by": {2: [1]}, "stays": [1], "remembered": [1]},
    ),
    (
        "do {\n  use(1);\n} while (get());\nuse(2);",
        {"joins": [2], "loops": [2], "exits": ["2->4"], "stays": [2], "remembered": [2]},
    ),
    (
        "if (n && p->a)\n  use(1);\nelse\n  use(2);",
        {
            "live": ["1:p"],
            "joins": [4, 5],
            "decided by": {2: [1, 1], 4: [1, 1]},
            "doubtful": True,
            "members": ["s.a"],
            "stays": [1, 1],
            "joined": [1, 1],
        },
    ),
    (
        "p->in.c = n;\nuse(p->in.c);",
        {"doubtful": True, "members": [".c"]},
    ),
    (
        "p->a = p->b;\np->b = p->a;",
        {"doubtful": True, "members": ["s.a", "s.b"]},
    ),
    (
        "*(int *)((char *)p + n) = 1;",
        {"doubtful": True},
    ),
    (
        "int *q = &p->b;\nuse(*q);",
        {"doubtful": True},
    ),
    (
        "struct s *q = p + 1;\nq->a = 2;",
        {"doubtful": True},
    ),
    (
        "struct s v = { .b = n };\nstruct s w = v;\nuse(w.b);",
        {"members": ["s.b"], "room": 32},
    ),
    (
        "struct s v = { .b = n };\nstruct s w = v;\nw.a = 3;",
        {"unused": ["1:n"], "unused copies": ["2:w"], "room": 32},
    ),
    (
        "struct s v;\nif (n)\n  v.a = 1;\nelse\n  v.a = 2;\nuse(v.a);",
        {"live": ["3:v", "5:v", "6:v"], "joins": [6], "members": ["s.a"], "room": 12},
    ),
    (
        "int x = n;\nint y = x;\nint z = y;\nuse(z);",
        {},
    ),
    (
        "int x = g;\ng = x + 1;\nuse(x);",
        {},
    ),
    (
        "int x = p->a;\nint y = p->a;\nuse(x == y);",
        {"doubtful": True, "members": ["s.a"], "unused": ["1:p", "1:p.a", "2:p", "2:p.a", "3:x", "3:y"], "folded": [1]},
    ),
    (
        "int x = p->a + p->b;\nif (x > 4)\n  return x;",
        {"live": ["3:x"], "doubtful": True, "members": ["s.a", "s.b"]},
    ),
    (
        "int x = (n << 3) | 5;\nuse(x & 7);\nuse(x >> 3);",
        {},
    ),
    (
        "int x = n * 2 + n;\nuse(x - 3 * n);",
        {},
    ),
    (
        "int x = n + 1;\nuse(x > n);\nuse(x == n + 1);\nuse(x != n);",
        {"unused": ["3:n", "3:x", "4:n", "4:x"], "folded": [1, 1]},
    ),
    (
        "long x = n;\nuse(x - n);\nuse((int)x - n);",
        {"unused": ["1:n", "2:n", "2:x", "3:n", "3:x"], "folded": [0, 0, 0]},
    ),
    (
        "unsigned x = n;\nuse(x - n);\nuse(x + 1 - x);",
        {"unused": ["1:n", "2:n", "2:x", "3:x", "3:x"], "folded": [0, 0, 1, 1]},
    ),
    (
        "short x = n;\nuse(x == n);\nuse(x - x);",
        {"unused": ["3:x", "3:x"], "folded": [0]},
    ),
    (
        "int x = n;\nx++;\nx--;\nuse(x - n);",
        {"unused": ["1:n", "2:x", "3:x", "4:n", "4:x"], "folded": [0]},
    ),
    (
        "int x = 5;\nif (n)\n  x = 6;\nuse(x * 0);\nuse(x);",
        {"live": ["4:x"], "joins": [4], "unused": ["4:x"], "folded": [0]},
    ),
    (
        "int x = -n;\nuse(x + n);\nuse(-x - n);",
        {"unused": ["1:n", "2:n", "2:x", "3:n", "3:x"], "folded": [0, 0]},
    ),
    (
        "int x = 3;\nuse(x + 4);\nuse(x < 4);\nuse(!x);",
        {"unused": ["2:x", "3:x"], "folded": [1, 3, 3, 3, 7]},
    ),
]


@pytest.mark.parametrize(("body", "expected"), ROWS, ids=[body.replace("\n", " ") for body, _ in ROWS])
def test_a_function_is_seen_as_it_is(body: str, expected: Facts) -> None:
    assert facts(body) == expected
