#ifndef _BPFLINT_ASSERT_H
#define _BPFLINT_ASSERT_H
#ifndef static_assert
#define static_assert _Static_assert
#endif
#define assert(condition) ((void)(condition))
#endif
