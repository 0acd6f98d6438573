// What each test of numbers teaches on both of its sides.
#include "common.h"

PROGRAM(with_constants)
{
	int x = ANY;
	u8 y = ANY;
	int r = 0;

	if (x > 5)
		r = x;
	if (x >= 5)
		r = x;
	else
		r = x;
	if (x < -3)
		r = x;
	if (x <= -3)
		r = x;
	if (x == 9)
		r = x;
	if (y != 0)
		r = y;
	else
		r = y;
	if (y)
		r = y;
	if (!y)
		r = y;
	if (7 > y)
		r = y;
	if (y == 0 || y == 255)
		return 1;
	return y;
}

PROGRAM(both_ends)
{
	int x = ANY;

	if (x < 0 || x > 10)
		return x;
	if (x >= 3 && x <= 5)
		return x;
	return x;
}

PROGRAM(bits)
{
	u8 x = ANY;

	if (x & 1)
		return x;
	if (x & 0xf0)
		return x;
	if ((x & 6) == 6)
		return x;
	if ((x & 8) == 0)
		return x;
	return x;
}

PROGRAM(two_numbers)
{
	u8 x = ANY, y = ANY;

	if (x < y) {
		if (y <= x)
			return 1;
		return 2;
	}
	if (x == y) {
		if (x != y)
			return 3;
		return 4;
	}
	if (x > y)
		return 5;
	return 6;
}

PROGRAM(number_and_bound)
{
	u32 x = ANY, n = ANY & 15;

	if (x < n)
		return x;
	if (x <= n)
		return x;
	if (n > 3 && x == n)
		return x;
	return 0;
}

PROGRAM(copies_learn)
{
	u32 x = ANY, y = x;
	u8 z = x;

	if (y < 10)
		return x;
	if (z == 7)
		return x;
	return z;
}

PROGRAM(computed)
{
	u8 x = ANY;
	u32 sum = x + 3;
	u32 twice = x * 2;
	u32 flipped = ~x;

	if (sum < 10)
		return x;
	if (twice > 100)
		return x;
	if (x - 20 > 5)
		return x;
	return flipped;
}

PROGRAM(truth_of_tests)
{
	u32 x = ANY;
	int small = x < 4;
	bool large = x > 100;

	if (small)
		return x;
	if (!large)
		return x;
	if (small == 0 && large)
		return x;
	return 1;
}

PROGRAM(same_test_twice)
{
	u32 x = ANY;
	int r = 0;

	if (x == 3)
		r = 1;
	if (x == 3)
		r += 10;
	if (x != 3)
		r += 100;
	return r;
}

PROGRAM(excluded)
{
	u32 x = ANY & 7;

	if (x == 0)
		return 0;
	if (x == 7)
		return 7;
	if (x == 3)
		return 3;
	if (x == 0 || x == 3 || x == 7)
		return 100;
	return x;
}

PROGRAM(impossible)
{
	u8 x = ANY;

	if (x > 255)
		return 1;
	if (x < 0)
		return 2;
	if (x > 10 && x < 5)
		return 3;
	if ((x & 3) == 4)
		return 4;
	if ((x | 1) == 0)
		return 5;
	return 0;
}

char _license[] SEC("license") = "GPL";
