#ifndef _BPFLINT_STDIO_H
#define _BPFLINT_STDIO_H
#include <stdarg.h>
#include <stddef.h>
int printf(const char *format, ...);
int snprintf(char *to, size_t size, const char *format, ...);
#endif
