#ifndef _BPFLINT_SYS_CDEFS_H
#define _BPFLINT_SYS_CDEFS_H
#define __BEGIN_DECLS
#define __END_DECLS
#define __THROW
#endif
