/* What headers of a kernel's tree bring besides types, in the names and values that programs use. */
#ifndef _BPFLINT_KERNEL_TREE_H
#define _BPFLINT_KERNEL_TREE_H
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/fcntl.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/limits.h>
#include <linux/stat.h>
#include <sys/socket.h>
#ifndef __user
#define __user
#endif
#ifndef __kernel
#define __kernel
#endif
#ifndef __iomem
#define __iomem
#endif
#ifndef __rcu
#define __rcu
#endif
#ifndef __force
#define __force
#endif
#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif
#ifndef BIT
#define BIT(number) (1UL << (number))
#endif
#ifndef container_of
#define container_of(pointer, type, member) ((type *)((void *)(pointer) - __builtin_offsetof(type, member)))
#endif
#define PROC_ROOT_INO 1
#define PROC_IPC_INIT_INO 0xEFFFFFFFU
#define PROC_UTS_INIT_INO 0xEFFFFFFEU
#define PROC_USER_INIT_INO 0xEFFFFFFDU
#define PROC_PID_INIT_INO 0xEFFFFFFCU
#define PROC_CGROUP_INIT_INO 0xEFFFFFFBU
#define PROC_TIME_INIT_INO 0xEFFFFFFAU
#endif
