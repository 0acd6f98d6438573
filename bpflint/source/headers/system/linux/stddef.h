#ifndef _BPFLINT_LINUX_STDDEF_H
#define _BPFLINT_LINUX_STDDEF_H
#include <stddef.h>
#ifndef __always_inline
#define __always_inline inline __attribute__((always_inline))
#endif
#ifndef __DECLARE_FLEX_ARRAY
#define __DECLARE_FLEX_ARRAY(type, name) \
	struct {                         \
		struct {                 \
		} __empty_##name;        \
		type name[];             \
	}
#endif
#ifndef __struct_group
#define __struct_group(tag, name, attributes, members...) \
	union {                                           \
		struct { members } attributes;            \
		struct tag { members } attributes name;   \
	} attributes
#endif
#ifndef __counted_by
#define __counted_by(member)
#endif
#ifndef offsetofend
#define offsetofend(type, member) (offsetof(type, member) + sizeof(((type *)0)->member))
#endif
#endif
