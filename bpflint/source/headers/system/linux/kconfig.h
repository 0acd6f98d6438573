#ifndef _BPFLINT_LINUX_KCONFIG_H
#define _BPFLINT_LINUX_KCONFIG_H
#ifndef IS_ENABLED
#define __take_second_arg(ignored, value, ...) value
#define __ARG_PLACEHOLDER_1 0,
#define __is_defined(x) ___is_defined(x)
#define ___is_defined(value) ____is_defined(__ARG_PLACEHOLDER_##value)
#define ____is_defined(junk) __take_second_arg(junk 1, 0)
#define IS_BUILTIN(option) __is_defined(option)
#define IS_MODULE(option) __is_defined(option##_MODULE)
#define IS_ENABLED(option) (IS_BUILTIN(option) || IS_MODULE(option))
#endif
#endif
