// Inline assembly: what it writes, moves, tests, jumps over and calls.
#include "common.h"

PROGRAM(outputs)
{
	int x = 3, y = ANY;
	u64 out;

	asm volatile("%[out] = 5;" : [out] "=r"(out));
	asm volatile("" : "+r"(x));
	asm volatile("r1 = %[y]; r1 += 4;" : : [y] "r"(y) : "r1");
	return x + y + out;
}

PROGRAM(barriers)
{
	int x = 3;
	u64 n = ANY;

	asm volatile("" : : : "memory");
	asm volatile("%0 = %0" : "+r"(n));
	asm volatile("" : "=r"(x) : "0"(x));
	return x + n;
}

PROGRAM(stored_by_assembly)
{
	u64 x = 3, y = 4;
	u64 *p = &x;

	asm volatile("*(u64 *)(%[p] + 0) = %[y];" : : [p] "r"(p), [y] "r"(y) : "memory");
	asm volatile("%[y] = *(u64 *)(%[p] + 0);" : [y] "=r"(y) : [p] "r"(p));
	return x + y + ANY;
}

PROGRAM(jumps_over)
{
	u64 x = ANY;

	asm volatile("if %[x] > 8 goto +1; %[x] = 8;" : [x] "+r"(x));
	return x;
}

PROGRAM(asm_goto)
{
	u64 x = ANY;

	asm goto("if %[x] == 0 goto %l[zero];" : : [x] "r"(x) : : zero);
	return 1;
zero:
	return 2;
}

extern void bpf_rcu_read_lock(void) __ksym;
extern void bpf_rcu_read_unlock(void) __ksym;

PROGRAM(calls)
{
	asm volatile("call bpf_rcu_read_lock; call bpf_rcu_read_unlock;" : : : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return ANY;
}

PROGRAM(calls_helper)
{
	u64 ret;

	asm volatile("call %[now]; %[ret] = r0;" : [ret] "=r"(ret) : [now] "i"(bpf_ktime_get_ns)
		     : "r0", "r1", "r2", "r3", "r4", "r5", "memory");
	return ret + ANY;
}

__attribute__((naked)) int in_assembly(void)
{
	asm volatile("r0 = 7; exit;");
}

PROGRAM(naked_function)
{
	return in_assembly() + ANY;
}

SEC("syscall") __attribute__((naked)) int naked_program(void)
{
	asm volatile("r1 = r10; r1 += -8; *(u64 *)(r1 + 0) = 0; call %[now]; r0 = 0; exit;"
		     : : [now] "i"(bpf_ktime_get_ns) : "r0");
}

char _license[] SEC("license") = "GPL";
