/* USDT probes, as libbpf's <bpf/usdt.bpf.h> offers them. How an argument is found is left to the running library. */
#ifndef __USDT_BPF_H__
#define __USDT_BPF_H__

#include "bpf_helpers.h"
#include "bpf_tracing.h"

#ifndef BPF_USDT_MAX_ARG_CNT
#define BPF_USDT_MAX_ARG_CNT 12
#endif
#ifndef BPF_USDT_MAX_SPEC_CNT
#define BPF_USDT_MAX_SPEC_CNT 256
#endif
#ifndef BPF_USDT_MAX_IP_CNT
#define BPF_USDT_MAX_IP_CNT (4 * BPF_USDT_MAX_SPEC_CNT)
#endif

__weak __hidden int bpf_usdt_arg_cnt(struct pt_regs *ctx)
{
	return (int)bpf_get_attach_cookie(ctx);
}

__weak __hidden int bpf_usdt_arg_size(struct pt_regs *ctx, __u64 arg_num)
{
	return (int)(bpf_get_attach_cookie(ctx) + arg_num);
}

__weak __hidden int bpf_usdt_arg(struct pt_regs *ctx, __u64 arg_num, long *res)
{
	if (arg_num >= BPF_USDT_MAX_ARG_CNT)
		return -1;
	*res = (long)bpf_get_attach_cookie(ctx);
	return 0;
}

__weak __hidden long bpf_usdt_cookie(struct pt_regs *ctx)
{
	return (long)bpf_get_attach_cookie(ctx);
}

#define ___bpf_usdt_value(n) ({ long _x; bpf_usdt_arg(ctx, n, &_x); (void *)_x; })
#define ___bpf_usdt_args0() ctx
#define ___bpf_usdt_args1(x) ___bpf_usdt_args0(), ___bpf_usdt_value(0)
#define ___bpf_usdt_args2(x, args...) ___bpf_usdt_args1(args), ___bpf_usdt_value(1)
#define ___bpf_usdt_args3(x, args...) ___bpf_usdt_args2(args), ___bpf_usdt_value(2)
#define ___bpf_usdt_args4(x, args...) ___bpf_usdt_args3(args), ___bpf_usdt_value(3)
#define ___bpf_usdt_args5(x, args...) ___bpf_usdt_args4(args), ___bpf_usdt_value(4)
#define ___bpf_usdt_args6(x, args...) ___bpf_usdt_args5(args), ___bpf_usdt_value(5)
#define ___bpf_usdt_args7(x, args...) ___bpf_usdt_args6(args), ___bpf_usdt_value(6)
#define ___bpf_usdt_args8(x, args...) ___bpf_usdt_args7(args), ___bpf_usdt_value(7)
#define ___bpf_usdt_args9(x, args...) ___bpf_usdt_args8(args), ___bpf_usdt_value(8)
#define ___bpf_usdt_args10(x, args...) ___bpf_usdt_args9(args), ___bpf_usdt_value(9)
#define ___bpf_usdt_args11(x, args...) ___bpf_usdt_args10(args), ___bpf_usdt_value(10)
#define ___bpf_usdt_args12(x, args...) ___bpf_usdt_args11(args), ___bpf_usdt_value(11)
#define ___bpf_usdt_args(args...) ___bpf_apply(___bpf_usdt_args, ___bpf_narg(args))(args)

#define BPF_USDT(name, args...)                                          \
	name(struct pt_regs *ctx);                                       \
	static __always_inline typeof(name(0)) ____##name(struct pt_regs *ctx, ##args); \
	typeof(name(0)) name(struct pt_regs *ctx)                        \
	{                                                                \
		_Pragma("GCC diagnostic push")                           \
		_Pragma("GCC diagnostic ignored \"-Wint-conversion\"")   \
		return ____##name(___bpf_usdt_args(args));               \
		_Pragma("GCC diagnostic pop")                            \
	}                                                                \
	static __always_inline typeof(name(0)) ____##name(struct pt_regs *ctx, ##args)

#endif
