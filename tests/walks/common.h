#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

extern int bpf_strlen(const char *s) __ksym;

/* Any int. It comes from a kfunc, since only programs that call some are walked. */
#define ANY bpf_strlen("")
#define PROGRAM(name) SEC("syscall") int name(void *ctx)
