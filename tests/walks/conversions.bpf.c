// What conversions between widths and signs keep of a range.
#include "common.h"

PROGRAM(narrowed)
{
	u32 a = ANY;
	u64 w = (u64)a + 5;
	s64 n = -(s64)(ANY & 0xf);

	u8 byte = a;
	s8 sbyte = a;
	u16 half = a;
	s16 shalf = a;
	u32 word = w;
	s32 sword = n;
	u32 back = n;
	u8 low = n;
	bool truth = a;
	bool never = 0;
	_Bool of_byte = byte;
	return byte + sbyte + half + shalf + word + sword + back + low + truth + never + of_byte;
}

PROGRAM(widened)
{
	u8 byte = ANY;
	s8 sbyte = ANY;
	u16 half = ANY;
	s16 shalf = ANY;
	s32 sword = ANY;

	s64 a = byte, b = sbyte, c = half, d = shalf, e = sword;
	u64 f = sbyte, g = sword;
	u32 h = sbyte, i = shalf;
	return a + b + c + d + e + f + g + h + i;
}

PROGRAM(small_ones_fit)
{
	u32 a = ANY & 0x3f;
	s8 b = a;
	u8 c = b;
	s64 d = (s8)c - 64;
	u8 e = d;
	s8 f = d;
	u32 g = d;
	u64 h = (u32)d;
	return b + c + d + e + f + g + h;
}

PROGRAM(compared_in_common_type)
{
	int s = ANY;
	u32 u = ANY;
	u8 b = ANY;
	s64 w = s;

	if (s < u)
		b = 1;
	if (s < 5u)
		s = s + 1;
	if (b < s)
		b = 2;
	if (w > u)
		w = w - u;
	if ((u8)s == 200)
		s = (u8)s;
	if ((s8)u == -1)
		u = (s8)u;
	return s + u + b + w;
}

enum colour { RED = 3, BLUE = 7 };

PROGRAM(enumerators)
{
	enum colour c = ANY;
	enum colour d = RED;
	int e = BLUE;

	if (c == BLUE)
		e = c;
	return d + e;
}

PROGRAM(addresses)
{
	u32 x = ANY;
	void *p = &x;
	u64 n = (u64)p;
	u32 half = (u64)p;
	u32 *q = (u32 *)n;
	u32 *none = (void *)0;
	u32 *at = (void *)64;

	*q = 5;
	return x + half + (none == q) + (at != none);
}

char _license[] SEC("license") = "GPL";
