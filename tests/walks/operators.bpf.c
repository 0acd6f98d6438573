// What each operator makes of ranges, in each width and signedness.
#include "common.h"

PROGRAM(unsigned_bytes)
{
	u8 a = ANY, b = ANY;
	int r;

	r = a + b;
	r = a - b;
	r = a * b;
	r = a / 7;
	r = a / b;
	r = a % 7;
	r = a % 8;
	r = a & 0x3c;
	r = a | 0x81;
	r = a ^ 0x0f;
	r = a & b;
	r = a | b;
	r = a ^ b;
	r = a | -1;
	r = a ^ -1;
	r = a & 0;
	r = a * 0;
	r = a - -1;
	r = 0 / (b | 1);
	r = a << 3;
	r = a >> 3;
	r = 1 << (a & 3);
	r = 0x80 >> (a & 3);
	r = ~a;
	r = -a;
	r = +a;
	r = !a;
	r = a == 300;
	r = a < 256;
	r = a != b;
	return r;
}

PROGRAM(signed_bytes)
{
	s8 a = ANY, b = ANY;
	long long r;

	r = a + b;
	r = a - b;
	r = a * b;
	r = a / 3;
	r = a / -3;
	r = a % 5;
	r = a % -5;
	r = a & 0x70;
	r = a & -16;
	r = a | 1;
	r = a ^ b;
	r = a << 2;
	r = a >> 2;
	r = ~a;
	r = -a;
	r = a < -128;
	r = a <= 127;
	return 0;
}

PROGRAM(words)
{
	u32 a = ANY;
	int s = ANY;
	u32 r;
	int t;

	r = a + 1;
	r = a - 1;
	r = a * 2;
	r = a / 16;
	r = a % 100;
	r = a & 0xff00;
	r = a | 0xff00;
	r = a >> 28;
	r = a << 28;
	r = -a;
	r = ~a;
	t = s + 1;
	t = s / 2;
	t = s % 10;
	t = s >> 24;
	t = s & 0x7f;
	t = -s;
	t = s * s;
	r = s;
	t = a;
	return 0;
}

PROGRAM(long_words)
{
	u64 a = (u64)ANY << 32 | ANY;
	u64 b = ANY;
	s64 c = (s64)a;
	u64 r;
	s64 t;

	r = b + 1;
	r = b - 1;
	r = b * b;
	r = b << 31;
	r = b << 33;
	r = a >> 40;
	r = a / 1000;
	r = a % 1000;
	r = a & 0xffffffffffULL;
	r = ~b;
	t = c >> 62;
	t = c / 1000;
	t = c % 7;
	t = b - 5;
	t = -b;
	t = (s64)b * -3;
	return 0;
}

PROGRAM(constants)
{
	int r;
	u32 u;
	s64 l;

	r = 7 / 2;
	r = -7 / 2;
	r = -7 % 3;
	r = 7 % -3;
	r = 1 << 31;
	u = 1u << 31;
	u = 0 - 1;
	u = ~0u >> 1;
	l = 0x7fffffff + 1LL;
	l = (u32)-1;
	l = (s8)200;
	l = (u8)-1;
	r = !0 + !5;
	r = 5 > 3;
	r = -1 < 0u;
	r = sizeof(u64) * 3;
	return r + u + l + ANY;
}

PROGRAM(assignments)
{
	u8 a = ANY & 15, b;
	int s = ANY & 7;
	u32 u = 12;

	a += 3;
	a -= 1;
	a *= 2;
	a /= 3;
	a %= 5;
	a <<= 2;
	a >>= 1;
	a |= 8;
	a &= 12;
	a ^= 4;
	s++;
	++s;
	s--;
	--s;
	u = s++ + 1;
	u = s-- - 2;
	b = --u + ++s;
	u += s -= 3;
	s = -s;
	s -= 1, u = s;
	return a + b + u;
}

PROGRAM(pointers_moved)
{
	u32 array[8] = {}, i = ANY & 3;
	u32 *p = array, *q;
	char *c = (char *)array;
	long d;

	q = p + 2;
	q++;
	q -= 1;
	q += i;
	q = &array[i + 1];
	q = i + p;
	q = &i[p];
	c += 5;
	c = c + i * 2;
	q = array + 6;
	d = q - array;
	d = q > array;
	d = q == p;
	d = (char *)q - (char *)p;
	return d + (q - p) + (p == array) + (c != 0);
}

char _license[] SEC("license") = "GPL";
