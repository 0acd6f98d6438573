"""Which bytes of a packet a program has shown to be there, by which comparison."""

from __future__ import annotations

from pathlib import Path

import pytest
from walked import walk

BEFORE = """
struct xdp_md { u32 data; u32 data_end; u32 data_meta; u32 ingress_ifindex; u32 rx_queue_index; u32 egress_ifindex; };
struct eth { u8 dst[6]; u8 src[6]; unsigned short proto; }; struct ip { u8 vihl; u8 tos; unsigned short len; };
static long (*bpf_xdp_adjust_head)(struct xdp_md *ctx, int delta) = (void *)44;
#define ANY ((int)bpf_get_prandom_u32())
#define PACKET struct xdp_md *x = (void *)ctx; u8 *data = (u8 *)(long)x->data, *end = (u8 *)(long)x->data_end;
"""

ROWS: dict[str, set[str]] = {
    "PACKET if (data + 14 > end) return 0; return data[13];": set(),
    "PACKET if (data + 14 > end) return 0; return data[14];": {"packet-compared-with-less"},
    "PACKET return data[0];": {"packet-not-compared"},
    "PACKET if (data + 14 >= end) return 0; return data[14];": set(),
    "PACKET if (data + 14 <= end) return data[13];": set(),
    "PACKET if (data + 14 < end) return data[14];": set(),
    "PACKET if (end < data + 14) return 0; return data[13];": set(),
    "PACKET if (end >= data + 14) return data[13];": set(),
    "PACKET if (end - data < 14) return 0; return data[13];": {"packet-not-compared"},
    "PACKET if (data + 4 > end) return 0; return *(u32 *)data;": set(),
    "PACKET if (data + 4 > end) return 0; return *(u64 *)data;": {"packet-compared-with-less"},
    ("PACKET struct eth *e = (void *)data; if ((void *)(e + 1) > (void *)end) return 0; return e->proto;"): set(),
    (
        "PACKET struct eth *e = (void *)data; if ((void *)(e + 1) > "
        "(void *)end) return 0; struct ip *i = (void *)(e + 1); return i->tos;"
    ): {"packet-compared-with-less"},
    (
        "PACKET struct eth *e = (void *)data; struct ip *i = (void *)(e + "
        "1); if ((void *)(i + 1) > (void *)end) return 0; return i->len + e->proto;"
    ): set(),
    ("PACKET if (data + 14 > end) return 0; bpf_xdp_adjust_head(x, 2); return data[0];"): {"used-after-invalidation"},
    ("PACKET if (data + 14 > end) return 0; bpf_xdp_adjust_head(x, 2); data = (u8 *)(long)x->data; return data[0];"): {
        "packet-not-compared"
    },
    (
        "PACKET if (data + 14 > end) return 0; bpf_xdp_adjust_head(x, 2); data = (u8 *)(long)x->data; "
        "end = (u8 *)(long)x->data_end; if (data + 4 > end) return 0; return data[3];"
    ): set(),
    ("PACKET u32 n = ANY & 15; u8 *p = data + n; if (p + 1 > end) return 0; return *p;"): set(),
    "PACKET u32 n = ANY; u8 *p = data + n; if (p + 1 > end) return 0; return *p;": {"packet-offset-too-large"},
    "PACKET u32 n = ANY & 15; if (data + 16 > end) return 0; return data[n];": {"packet-compared-with-less"},
    ("PACKET int i, s = 0; for (i = 0; i < 4; i++) { if (data + i + 1 > end) break; s += data[i]; } return s;"): set(),
    "PACKET if (data + 14 > end) return 0; data[13] = 1;": set(),
    "PACKET if (data + 14 > end) return 0; *(u32 *)(data + 12) = 1;": {"packet-compared-with-less"},
    ("PACKET u8 *m = (u8 *)(long)x->data_meta; if (m + 4 > data) return 0; return m[3];"): set(),
    ("PACKET u8 *m = (u8 *)(long)x->data_meta; if (m + 4 > data) return 0; return m[4];"): {
        "packet-compared-with-less"
    },
    "PACKET x->rx_queue_index = 1;": {"context-written"},
    "PACKET return x->ingress_ifindex;": set(),
    "PACKET return ctx[9];": {"context-exceeded"},
    "PACKET return *end;": {"packet-end-accessed"},
    ("PACKET if (data + 2 > end) { if (data + 1 > end) return 0; return data[0]; } return data[1];"): set(),
    "PACKET if (data + 2 > end) return data[0]; return 0;": {"packet-not-compared"},
    ("PACKET u64 r = 0; if (data + 8 <= end) __builtin_memcpy(&r, data, 8); return r;"): set(),
    ("PACKET u64 r = 0; if (data + 4 <= end) __builtin_memcpy(&r, data, 8); return r;"): {"packet-compared-with-less"},
    "PACKET u8 *p = data; p += 8; if (p > end) return 0; return p[-1] + p[-8];": set(),
    "PACKET u8 *p = data; p += 8; if (p > end) return 0; return p[0];": {"packet-compared-with-less"},
}


@pytest.mark.parametrize("body", ROWS)
def test_what_is_noted_of_a_packet(tmp_path: Path, body: str) -> None:
    events = walk(tmp_path, body, before=BEFORE, section="xdp", version="7.1")
    assert {event.case.key + ("" if event.sure else "?") for event in events} == ROWS[body]
