/* The CO-RE macros of libbpf's <bpf/bpf_core_read.h>, written for bpflint: same names, same meaning. */
#ifndef __BPF_CORE_READ_H__
#define __BPF_CORE_READ_H__

#include "bpf_helpers.h"

/* What the compiler's relocation builtins can be asked. */
enum bpf_field_info_kind {
	BPF_FIELD_BYTE_OFFSET = 0,
	BPF_FIELD_BYTE_SIZE = 1,
	BPF_FIELD_EXISTS = 2,
	BPF_FIELD_SIGNED = 3,
	BPF_FIELD_LSHIFT_U64 = 4,
	BPF_FIELD_RSHIFT_U64 = 5,
};

enum bpf_type_id_kind {
	BPF_TYPE_ID_LOCAL = 0,
	BPF_TYPE_ID_TARGET = 1,
};

enum bpf_type_info_kind {
	BPF_TYPE_EXISTS = 0,
	BPF_TYPE_SIZE = 1,
	BPF_TYPE_MATCHES = 2,
};

enum bpf_enum_value_kind {
	BPF_ENUMVAL_EXISTS = 0,
	BPF_ENUMVAL_VALUE = 1,
};

#define __CORE_RELO(src, field, info) __builtin_preserve_field_info((src)->field, BPF_FIELD_##info)

/* A field is written `ptr->field`, or `struct type, field`. */
#define ___bpf_field_ref1(field) (field)
#define ___bpf_field_ref2(type, field) (((typeof(type) *)0)->field)
#define ___bpf_field_ref(args...) ___bpf_apply(___bpf_field_ref, ___bpf_narg(args))(args)

#define bpf_core_field_exists(field...) \
	__builtin_preserve_field_info(___bpf_field_ref(field), BPF_FIELD_EXISTS)
#define bpf_core_field_size(field...) \
	__builtin_preserve_field_info(___bpf_field_ref(field), BPF_FIELD_BYTE_SIZE)
#define bpf_core_field_offset(field...) \
	__builtin_preserve_field_info(___bpf_field_ref(field), BPF_FIELD_BYTE_OFFSET)

#define ___bpf_typeof(type) ((typeof(type) *)0)

#define bpf_core_type_id_local(type) __builtin_btf_type_id(*___bpf_typeof(type), BPF_TYPE_ID_LOCAL)
#define bpf_core_type_id_kernel(type) __builtin_btf_type_id(*___bpf_typeof(type), BPF_TYPE_ID_TARGET)
#define bpf_core_type_exists(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_EXISTS)
#define bpf_core_type_matches(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_MATCHES)
#define bpf_core_type_size(type) __builtin_preserve_type_info(*___bpf_typeof(type), BPF_TYPE_SIZE)
#define bpf_core_enum_value_exists(enum_type, enum_value) \
	__builtin_preserve_enum_value(*(typeof(enum_type) *)enum_value, BPF_ENUMVAL_EXISTS)
#define bpf_core_enum_value(enum_type, enum_value) \
	__builtin_preserve_enum_value(*(typeof(enum_type) *)enum_value, BPF_ENUMVAL_VALUE)

/* ---- bit-fields */
#define BPF_CORE_READ_BITFIELD_PROBED(s, field)                          \
	({                                                               \
		unsigned long long val = 0;                              \
		bpf_probe_read_kernel((void *)&val, __CORE_RELO(s, field, BYTE_SIZE), \
				      (const void *)s + __CORE_RELO(s, field, BYTE_OFFSET)); \
		val <<= __CORE_RELO(s, field, LSHIFT_U64);               \
		if (__CORE_RELO(s, field, SIGNED))                       \
			val = ((long long)val) >> __CORE_RELO(s, field, RSHIFT_U64); \
		else                                                     \
			val = val >> __CORE_RELO(s, field, RSHIFT_U64);  \
		val;                                                     \
	})

#define BPF_CORE_READ_BITFIELD(s, field)                                 \
	({                                                               \
		const void *p = (const void *)s + __CORE_RELO(s, field, BYTE_OFFSET); \
		unsigned long long val = 0;                              \
		switch (__CORE_RELO(s, field, BYTE_SIZE)) {              \
		case 1: val = *(const unsigned char *)p; break;          \
		case 2: val = *(const unsigned short *)p; break;         \
		case 4: val = *(const unsigned int *)p; break;           \
		case 8: val = *(const unsigned long long *)p; break;     \
		}                                                        \
		val <<= __CORE_RELO(s, field, LSHIFT_U64);               \
		if (__CORE_RELO(s, field, SIGNED))                       \
			val = ((long long)val) >> __CORE_RELO(s, field, RSHIFT_U64); \
		else                                                     \
			val = val >> __CORE_RELO(s, field, RSHIFT_U64);  \
		val;                                                     \
	})

#define BPF_CORE_WRITE_BITFIELD(s, field, new_val)                       \
	({                                                               \
		void *p = (void *)s + __CORE_RELO(s, field, BYTE_OFFSET); \
		unsigned int byte_size = __CORE_RELO(s, field, BYTE_SIZE); \
		unsigned int lshift = __CORE_RELO(s, field, LSHIFT_U64); \
		unsigned int rshift = __CORE_RELO(s, field, RSHIFT_U64); \
		unsigned int bpos = rshift - lshift;                     \
		unsigned long long mask = (~0ULL << rshift) >> lshift;   \
		unsigned long long nval = new_val;                       \
		nval = (nval << bpos) & mask;                            \
		switch (byte_size) {                                     \
		case 1: *(unsigned char *)p = (*(unsigned char *)p & ~mask) | nval; break; \
		case 2: *(unsigned short *)p = (*(unsigned short *)p & ~mask) | nval; break; \
		case 4: *(unsigned int *)p = (*(unsigned int *)p & ~mask) | nval; break; \
		case 8: *(unsigned long long *)p = (*(unsigned long long *)p & ~mask) | nval; break; \
		}                                                        \
	})

/* ---- one read */
#define bpf_core_read(dst, sz, src) \
	bpf_probe_read_kernel(dst, sz, (const void *)__builtin_preserve_access_index(src))
#define bpf_core_read_user(dst, sz, src) \
	bpf_probe_read_user(dst, sz, (const void *)__builtin_preserve_access_index(src))
#define bpf_core_read_str(dst, sz, src) \
	bpf_probe_read_kernel_str(dst, sz, (const void *)__builtin_preserve_access_index(src))
#define bpf_core_read_user_str(dst, sz, src) \
	bpf_probe_read_user_str(dst, sz, (const void *)__builtin_preserve_access_index(src))

extern void *bpf_rdonly_cast(const void *obj, unsigned int btf_id) __ksym __weak;

#define bpf_core_cast(ptr, type) \
	((typeof(type) *)bpf_rdonly_cast((ptr), bpf_core_type_id_kernel(type)))

/* ---- chains: `BPF_CORE_READ(s, a, b, c)` reads s->a->b->c, one pointer after the other */
#define ___bpf_chain1(a) a
#define ___bpf_chain2(a, b) a->b
#define ___bpf_chain3(a, b, c) a->b->c
#define ___bpf_chain4(a, b, c, d) a->b->c->d
#define ___bpf_chain5(a, b, c, d, e) a->b->c->d->e
#define ___bpf_chain6(a, b, c, d, e, f) a->b->c->d->e->f
#define ___bpf_chain7(a, b, c, d, e, f, g) a->b->c->d->e->f->g
#define ___bpf_chain8(a, b, c, d, e, f, g, h) a->b->c->d->e->f->g->h
#define ___bpf_chain9(a, b, c, d, e, f, g, h, i) a->b->c->d->e->f->g->h->i
#define ___bpf_chain10(a, b, c, d, e, f, g, h, i, j) a->b->c->d->e->f->g->h->i->j
#define ___bpf_chain(...) ___bpf_apply(___bpf_chain, ___bpf_narg(__VA_ARGS__))(__VA_ARGS__)
#define ___bpf_chain_type(...) typeof(___bpf_chain(__VA_ARGS__))

#define ___bpf_last2(a, x) x
#define ___bpf_last3(a, b, x) x
#define ___bpf_last4(a, b, c, x) x
#define ___bpf_last5(a, b, c, d, x) x
#define ___bpf_last6(a, b, c, d, e, x) x
#define ___bpf_last7(a, b, c, d, e, f, x) x
#define ___bpf_last8(a, b, c, d, e, f, g, x) x
#define ___bpf_last9(a, b, c, d, e, f, g, h, x) x
#define ___bpf_last10(a, b, c, d, e, f, g, h, i, x) x
#define ___bpf_last(...) ___bpf_apply(___bpf_last, ___bpf_narg(__VA_ARGS__))(__VA_ARGS__)

#define ___bpf_but_last2(a, x) a
#define ___bpf_but_last3(a, b, x) a, b
#define ___bpf_but_last4(a, b, c, x) a, b, c
#define ___bpf_but_last5(a, b, c, d, x) a, b, c, d
#define ___bpf_but_last6(a, b, c, d, e, x) a, b, c, d, e
#define ___bpf_but_last7(a, b, c, d, e, f, x) a, b, c, d, e, f
#define ___bpf_but_last8(a, b, c, d, e, f, g, x) a, b, c, d, e, f, g
#define ___bpf_but_last9(a, b, c, d, e, f, g, h, x) a, b, c, d, e, f, g, h
#define ___bpf_but_last10(a, b, c, d, e, f, g, h, i, x) a, b, c, d, e, f, g, h, i
#define ___bpf_but_last(...) ___bpf_apply(___bpf_but_last, ___bpf_narg(__VA_ARGS__))(__VA_ARGS__)

#define ___bpf_read(read_fn, dst, type, src, accessor) \
	read_fn((void *)(dst), sizeof(*(dst)), &((type)(src))->accessor)

/* Every step reads the pointer that the next one starts from into __t. */
#define ___bpf_step1(fn, s, a) ___bpf_read(fn, &__t, ___bpf_chain_type(s), s, a);
#define ___bpf_stepn(fn, all...) \
	___bpf_read(fn, &__t, ___bpf_chain_type(___bpf_but_last(all)), __t, ___bpf_last(all));
#define ___bpf_walk2(fn, all...) ___bpf_step1(fn, all)
#define ___bpf_walk3(fn, all...) ___bpf_walk2(fn, ___bpf_but_last3(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk4(fn, all...) ___bpf_walk3(fn, ___bpf_but_last4(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk5(fn, all...) ___bpf_walk4(fn, ___bpf_but_last5(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk6(fn, all...) ___bpf_walk5(fn, ___bpf_but_last6(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk7(fn, all...) ___bpf_walk6(fn, ___bpf_but_last7(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk8(fn, all...) ___bpf_walk7(fn, ___bpf_but_last8(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk9(fn, all...) ___bpf_walk8(fn, ___bpf_but_last9(all)) ___bpf_stepn(fn, all)
#define ___bpf_walk(fn, ...) ___bpf_apply(___bpf_walk, ___bpf_narg(__VA_ARGS__))(fn, __VA_ARGS__)

#define ___bpf_into1(fn, fn_ptr, dst, src, a) ___bpf_read(fn, dst, ___bpf_chain_type(src), src, a)
#define ___bpf_inton(fn, fn_ptr, dst, src, a...)                         \
	const void *__t;                                                 \
	___bpf_walk(fn_ptr, ___bpf_but_last(src, a))                     \
	___bpf_read(fn, dst, ___bpf_chain_type(___bpf_but_last(src, a)), __t, ___bpf_last(src, a))
#define ___bpf_into_pick(...)                                            \
	___bpf_nth(_, ##__VA_ARGS__, ___bpf_inton, ___bpf_inton, ___bpf_inton, ___bpf_inton, ___bpf_inton, \
		   ___bpf_inton, ___bpf_inton, ___bpf_inton, ___bpf_inton, ___bpf_inton, ___bpf_inton, \
		   ___bpf_into1, ___bpf_into1)
#define ___bpf_core_into(fn, fn_ptr, dst, src, a...) \
	___bpf_into_pick(a)(fn, fn_ptr, dst, src, a)

#define BPF_CORE_READ_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_core_read, bpf_core_read, dst, (src), a, ##__VA_ARGS__); })
#define BPF_CORE_READ_USER_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_core_read_user, bpf_core_read_user, dst, (src), a, ##__VA_ARGS__); })
#define BPF_PROBE_READ_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_probe_read_kernel, bpf_probe_read_kernel, dst, (src), a, ##__VA_ARGS__); })
#define BPF_PROBE_READ_USER_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_probe_read_user, bpf_probe_read_user, dst, (src), a, ##__VA_ARGS__); })
#define BPF_CORE_READ_STR_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_core_read_str, bpf_core_read, dst, (src), a, ##__VA_ARGS__); })
#define BPF_CORE_READ_USER_STR_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_core_read_user_str, bpf_core_read_user, dst, (src), a, ##__VA_ARGS__); })
#define BPF_PROBE_READ_STR_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_probe_read_kernel_str, bpf_probe_read_kernel, dst, (src), a, ##__VA_ARGS__); })
#define BPF_PROBE_READ_USER_STR_INTO(dst, src, a, ...) \
	({ ___bpf_core_into(bpf_probe_read_user_str, bpf_probe_read_user, dst, (src), a, ##__VA_ARGS__); })

#define ___bpf_read_value(into, src, a, ...)                             \
	({                                                               \
		___bpf_chain_type((src), a, ##__VA_ARGS__) __r;          \
		into(&__r, (src), a, ##__VA_ARGS__);                     \
		__r;                                                     \
	})
#define BPF_CORE_READ(src, a, ...) ___bpf_read_value(BPF_CORE_READ_INTO, src, a, ##__VA_ARGS__)
#define BPF_CORE_READ_USER(src, a, ...) ___bpf_read_value(BPF_CORE_READ_USER_INTO, src, a, ##__VA_ARGS__)
#define BPF_PROBE_READ(src, a, ...) ___bpf_read_value(BPF_PROBE_READ_INTO, src, a, ##__VA_ARGS__)
#define BPF_PROBE_READ_USER(src, a, ...) ___bpf_read_value(BPF_PROBE_READ_USER_INTO, src, a, ##__VA_ARGS__)

/* ---- the names under which libbpf builds its own chains; programs borrow them */
#define ___concat(a, b) ___bpf_concat(a, b)
#define ___apply(fn, n) ___bpf_apply(fn, n)
#define ___nth(_, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, __11, N, ...) N
#define ___narg(...) ___bpf_narg(__VA_ARGS__)
#define ___empty(...) ___bpf_nth(_, ##__VA_ARGS__, N, N, N, N, N, N, N, N, N, N, N, N, 0)
#define ___last1(x) x
#define ___last2(a, x) x
#define ___last3(a, b, x) x
#define ___last4(a, b, c, x) x
#define ___last5(a, b, c, d, x) x
#define ___last6(a, b, c, d, e, x) x
#define ___last7(a, b, c, d, e, f, x) x
#define ___last8(a, b, c, d, e, f, g, x) x
#define ___last9(a, b, c, d, e, f, g, h, x) x
#define ___last10(a, b, c, d, e, f, g, h, i, x) x
#define ___last(...) ___apply(___last, ___narg(__VA_ARGS__))(__VA_ARGS__)
#define ___nolast2(a, _) a
#define ___nolast3(a, b, _) a, b
#define ___nolast4(a, b, c, _) a, b, c
#define ___nolast5(a, b, c, d, _) a, b, c, d
#define ___nolast6(a, b, c, d, e, _) a, b, c, d, e
#define ___nolast7(a, b, c, d, e, f, _) a, b, c, d, e, f
#define ___nolast8(a, b, c, d, e, f, g, _) a, b, c, d, e, f, g
#define ___nolast9(a, b, c, d, e, f, g, h, _) a, b, c, d, e, f, g, h
#define ___nolast10(a, b, c, d, e, f, g, h, i, _) a, b, c, d, e, f, g, h, i
#define ___nolast(...) ___apply(___nolast, ___narg(__VA_ARGS__))(__VA_ARGS__)
#define ___arrow1(a) a
#define ___arrow2(a, b) a->b
#define ___arrow3(a, b, c) a->b->c
#define ___arrow4(a, b, c, d) a->b->c->d
#define ___arrow5(a, b, c, d, e) a->b->c->d->e
#define ___arrow6(a, b, c, d, e, f) a->b->c->d->e->f
#define ___arrow7(a, b, c, d, e, f, g) a->b->c->d->e->f->g
#define ___arrow8(a, b, c, d, e, f, g, h) a->b->c->d->e->f->g->h
#define ___arrow9(a, b, c, d, e, f, g, h, i) a->b->c->d->e->f->g->h->i
#define ___arrow10(a, b, c, d, e, f, g, h, i, j) a->b->c->d->e->f->g->h->i->j
#define ___arrow(...) ___apply(___arrow, ___narg(__VA_ARGS__))(__VA_ARGS__)
#define ___type(...) typeof(___arrow(__VA_ARGS__))
#define ___read(read_fn, dst, src_type, src, accessor) ___bpf_read(read_fn, dst, src_type, src, accessor)
#define ___rd_first(fn, src, a) ___bpf_step1(fn, src, a)
#define ___rd_last(fn, ...) ___bpf_stepn(fn, __VA_ARGS__)
#define ___rd_p1(fn, ...) const void *__t; ___rd_first(fn, __VA_ARGS__)
#define ___rd_p2(fn, ...) ___rd_p1(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p3(fn, ...) ___rd_p2(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p4(fn, ...) ___rd_p3(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p5(fn, ...) ___rd_p4(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p6(fn, ...) ___rd_p5(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p7(fn, ...) ___rd_p6(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p8(fn, ...) ___rd_p7(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___rd_p9(fn, ...) ___rd_p8(fn, ___nolast(__VA_ARGS__)) ___rd_last(fn, __VA_ARGS__)
#define ___read_ptrs(fn, src, ...) ___apply(___rd_p, ___narg(__VA_ARGS__))(fn, src, __VA_ARGS__)
#define ___core_read0(fn, fn_ptr, dst, src, a) ___bpf_into1(fn, fn_ptr, dst, src, a)
#define ___core_readN(fn, fn_ptr, dst, src, ...) ___bpf_inton(fn, fn_ptr, dst, src, __VA_ARGS__)
#define ___core_read(fn, fn_ptr, dst, src, a, ...) ___bpf_core_into(fn, fn_ptr, dst, src, a, ##__VA_ARGS__)
#define ___bpf_typeof1(type) ___bpf_typeof(type)
#define __CORE_BITFIELD_PROBE_READ(dst, src, fld) \
	bpf_probe_read_kernel((void *)dst, __CORE_RELO(src, fld, BYTE_SIZE), \
			      (const void *)src + __CORE_RELO(src, fld, BYTE_OFFSET))

#endif
