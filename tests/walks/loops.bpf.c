// Loops of each shape: counters, bounds, ways out, and what is widened once patience is over.
#include "common.h"

static int array[16];

PROGRAM(counted)
{
	int sum = 0;

	for (int i = 0; i < 4; i++)
		sum += 2;
	return sum + ANY;
}

PROGRAM(counted_down)
{
	u32 n = ANY & 3;
	int rounds = 0;

	while (n > 0) {
		n--;
		rounds++;
	}
	return rounds;
}

PROGRAM(many_rounds)
{
	int i, last = 0;

	for (i = 0; i < 1000; i++)
		last = i;
	return last + i + ANY;
}

PROGRAM(in_steps)
{
	long i;

	for (i = 100; i > 0; i -= 7)
		if (i == 51)
			return i + ANY;
	return i;
}

PROGRAM(unknown_bound)
{
	u32 n = ANY & 63, i;

	for (i = 0; i < n; i++)
		array[i & 15] = i;
	return i;
}

PROGRAM(until_found)
{
	int i;

	for (i = 0; i < 16; i++) {
		if (array[i] == 7)
			break;
		if (array[i] == 8)
			continue;
		array[i] = 0;
	}
	return i + ANY;
}

PROGRAM(body_first)
{
	int i = 10;

	do
		i -= 3;
	while (i > 0);
	return i + ANY;
}

PROGRAM(for_ever)
{
	int n = 0;

	for (;;) {
		n++;
		if (ANY == 3)
			break;
	}
	return n;
}

PROGRAM(by_goto)
{
	int n = 0;

again:
	n += 2;
	if (n < 9)
		goto again;
	return n + ANY;
}

PROGRAM(nested)
{
	int n = 0;

	for (int i = 0; i < 3; i++)
		for (int j = 0; j <= i; j++)
			n++;
	return n + ANY;
}

PROGRAM(two_counters)
{
	int i, j = 20;

	for (i = 0; i < j; i++)
		j--;
	return i * 100 + j + ANY;
}

PROGRAM(pointer_runs)
{
	char text[8] = "abc";
	char *p;

	for (p = text; *p; p++)
		if (p == text + 7)
			break;
	return p - text + ANY;
}

PROGRAM(sum_of_bytes)
{
	u8 bytes[4];
	u32 sum = 0;

	bpf_probe_read_kernel(bytes, sizeof(bytes), ctx);
	for (int i = 0; i < 4; i++)
		sum += bytes[i];
	return sum + ANY;
}

PROGRAM(flag_in_loop)
{
	bool found = false;
	u64 flags = ANY;

	for (int i = 0; i < 8 && !found; i++)
		if (flags & (1 << i))
			found = true;
	return found;
}

PROGRAM(not_equal)
{
	int i;

	for (i = 0; i != 6; i += 2)
		;
	return i + ANY;
}

PROGRAM(never_entered)
{
	int i;

	for (i = 5; i < 5; i++)
		return 1;
	while (0)
		i = 9;
	return i + ANY;
}

char _license[] SEC("license") = "GPL";
