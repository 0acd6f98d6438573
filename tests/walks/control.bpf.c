// switch, goto, ?:, commas, short circuits, statement expressions.
#include "common.h"

PROGRAM(switched)
{
	u32 x = ANY;
	int r = 0;

	switch (x) {
	case 1:
		r = x;
	case 2:
		r += 10;
		break;
	case 5 ... 8:
		return x;
	case 20:
	case 30:
		r = x;
		break;
	default:
		r = -1;
	}
	return r;
}

PROGRAM(switched_constant)
{
	int x = 3, r = ANY;

	switch (x) {
	case 3:
		r = 1;
		break;
	case 4:
		r = 2;
	}
	return r;
}

PROGRAM(switched_small)
{
	u8 x = ANY & 3;

	switch (x) {
	case 0:
		return 10;
	case 1:
		return 11;
	case 2:
		return 12;
	case 9:
		return 19;
	}
	return x;
}

PROGRAM(switched_twice)
{
	int x = ANY, r = 0;

	switch (x) {
	case 1:
		r = 1;
	}
	switch (x) {
	case 1:
		return r;
	case 2:
		return r;
	}
	return x;
}

PROGRAM(jumps)
{
	int r = 1;

	if (ANY)
		goto out;
	r = 2;
	if (ANY > 5)
		goto inner;
	r = 3;
	{
inner:
		r += 10;
	}
out:
	return r;
}

PROGRAM(chosen)
{
	int x = ANY;
	int y = x > 3 ? x : 3;
	int z = x ?: 7;
	int w = x < 0 ? -1 : x > 100 ? 100 : 0;

	return y + z + w;
}

PROGRAM(short_circuit)
{
	int x = ANY, y = ANY;
	int both = x > 3 && x < 9;
	int one = x == 1 || y == 2;

	if (both)
		return x;
	if (one)
		return y;
	if (x && y)
		return 1;
	if (!(x || y))
		return 2;
	return !!x;
}

PROGRAM(sequences)
{
	int x = (ANY, 2);
	int y = ({ int t = x + 1; t * 2; });

	for (x = 0, y = 5; x < y; x++, y--)
		;
	return x, y;
}

PROGRAM(computed_goto)
{
	int r = 0;
	void *to = ANY ? &&one : &&two;

	goto *to;
one:
	r = 1;
	return r;
two:
	r = 2;
	return r;
}

PROGRAM(scopes)
{
	int x = 1;

	{
		int x = 2;

		x += ANY;
	}
	if (ANY) {
		int y = x;

		x = y + 4;
	}
	return x;
}

PROGRAM(unreachable)
{
	int x = ANY;

	if (x == 4)
		__builtin_unreachable();
	if (__builtin_expect(x == 5, 0))
		return x;
	if (__builtin_constant_p(x))
		return 1;
	if (__builtin_constant_p(3))
		x = 6;
	return x;
}

static __attribute__((always_inline)) void at_end(int *x)
{
	*x = *x + ANY;
}

PROGRAM(cleaned_up)
{
	int n __attribute__((cleanup(at_end))) = 3;

	if (ANY)
		return n;
	n = 5;
	return n;
}

char _license[] SEC("license") = "GPL";
