// Memory: structs, bit-fields, unions, arrays, pointers to pointers, copies and literals.
#include "common.h"

struct inner {
	u16 low;
	s8 high;
};

struct outer {
	int a;
	struct inner in;
	u8 bytes[4];
	struct outer *next;
};

struct bits {
	u32 one : 1;
	u32 seven : 7;
	int nine : 9;
	u64 rest : 40;
};

union either {
	u32 word;
	u8 bytes[4];
	struct inner in;
};

static struct outer shared;
static const int table[4] = { 1, 2, 3, 4 };
static const int nine = 9;
volatile const int set_by_loader = 5;
int counter;

PROGRAM(members)
{
	struct outer o = { 1, { 2, -3 }, { 4, 5 } };
	struct outer *p = &o;
	struct inner *in = &p->in;

	p->a = in->low + in->high;
	o.next = p;
	p->next->bytes[2] = 7;
	in->high = ANY;
	return o.a + o.bytes[0] + o.bytes[2] + o.in.high + p->next->a;
}

PROGRAM(copied)
{
	struct outer o = { 1, { 2, -3 } }, q = {};
	struct inner in = { 8, 9 };

	q = o;
	q.in = in;
	o = (struct outer){ .a = 6, .bytes = { [1] = 3 } };
	in = q.in;
	__builtin_memcpy(&q, &o, sizeof(q));
	__builtin_memcpy(&q.in, &in, sizeof(in));
	__builtin_memset(&o, 0, sizeof(o));
	__builtin_memset(&o, 0xff, sizeof(o));
	return q.a + q.in.low + q.bytes[1] + in.high + o.a + ANY;
}

PROGRAM(bit_fields)
{
	struct bits b = {};

	b.one = 3;
	b.seven = 100;
	b.nine = -5;
	b.rest = ANY;
	b.seven += 40;
	b.nine--;
	if (b.one)
		return b.seven + b.nine;
	return b.rest;
}

PROGRAM(unions)
{
	union either e = { .word = 0x01020304 };
	int r = e.bytes[0];

	e.bytes[1] = 5;
	r += e.word;
	e.in.low = 7;
	r += e.bytes[0];
	e.word = 9;
	return r + e.word + ANY;
}

PROGRAM(arrays)
{
	int a[4] = { 1, 2, 3 }, m[2][3] = { { 1 }, { 4, 5, 6 } };
	u32 i = ANY & 3;

	a[3] = a[0] + a[1];
	m[1][2] += a[3];
	m[0][1] = m[1][0];
	a[i] = 9;
	a[0] = 4;
	return a[0] + a[1] + a[i] + m[1][2] + m[0][1] + table[2] + table[i];
}

PROGRAM(through_pointers)
{
	int x = 7, y = ANY;
	int *p = &x, **q = &p;
	int *either = y ? &x : &y;

	**q = 9;
	*q = &y;
	*p = 3;
	*either = 5;
	return x + y + *either;
}

PROGRAM(other_widths)
{
	u64 wide = 0x1122334455667788;
	u32 *halves = (u32 *)&wide;
	u8 *bytes = (u8 *)&wide;

	halves[1] = 5;
	bytes[0] = ANY;
	return wide + halves[0] + halves[1] + bytes[0] + bytes[1];
}

PROGRAM(globals)
{
	shared.a = 3;
	counter = shared.a + 1;
	if (ANY)
		counter += 2;
	shared.in.low++;
	return counter + shared.a + nine + set_by_loader + table[1];
}

PROGRAM(kept_across_calls)
{
	int x = 3, y = 4, z;

	counter = 5;
	bpf_probe_read_kernel(&x, sizeof(x), ctx);
	z = ANY;
	return x + y + z + counter;
}

PROGRAM(not_written)
{
	int x, a[2];
	struct outer o;

	o.a = ANY;
	return x + a[1] + o.a + o.in.low;
}

PROGRAM(literals)
{
	int *p = (int[]){ 1, 2, 3 };
	struct inner *in = &(struct inner){ .high = 4 };
	const char *text = "abc";

	p[1] = 8;
	return p[0] + p[1] + in->low + in->high + text[1] + ANY;
}

PROGRAM(volatiles)
{
	volatile int v = 4;
	int x = v;

	v = 5;
	return x + v + ANY;
}

PROGRAM(swapped)
{
	struct outer a = { 1 }, b = { 2 }, *p = &a, *q = &b, *t = p;

	p = q;
	q = t;
	p->a += 10;
	return a.a + b.a * 100 + q->a + ANY;
}

PROGRAM(atomics)
{
	int old = __sync_fetch_and_add(&counter, 1);
	long local = 3;

	__sync_fetch_and_add(&local, 4);
	old += __sync_val_compare_and_swap(&counter, 1, 2);
	old += __atomic_exchange_n(&counter, 7, __ATOMIC_RELAXED);
	return old + local + ANY;
}

PROGRAM(byte_order)
{
	u32 x = ANY;
	u16 y = x;

	return __builtin_bswap32(x) + __builtin_bswap16(y) + __builtin_bswap32(1) + __builtin_bswap64(x & 255);
}

char _license[] SEC("license") = "GPL";
