#ifndef _BPFLINT_ENDIAN_H
#define _BPFLINT_ENDIAN_H
#include <asm/byteorder.h>
#define BYTE_ORDER __BYTE_ORDER__
#define LITTLE_ENDIAN __ORDER_LITTLE_ENDIAN__
#define BIG_ENDIAN __ORDER_BIG_ENDIAN__
#define htobe16(x) __cpu_to_be16(x)
#define htobe32(x) __cpu_to_be32(x)
#define htobe64(x) __cpu_to_be64(x)
#define be16toh(x) __be16_to_cpu(x)
#define be32toh(x) __be32_to_cpu(x)
#define be64toh(x) __be64_to_cpu(x)
#define htole16(x) __cpu_to_le16(x)
#define htole32(x) __cpu_to_le32(x)
#define htole64(x) __cpu_to_le64(x)
#define le16toh(x) __le16_to_cpu(x)
#define le32toh(x) __le32_to_cpu(x)
#define le64toh(x) __le64_to_cpu(x)
#endif
