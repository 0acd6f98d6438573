/* What protobuf-c's generated headers (*.pb-c.h) need, for programs that read messages of user space. */
#ifndef _BPFLINT_PROTOBUF_C_H
#define _BPFLINT_PROTOBUF_C_H
#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#define PROTOBUF_C__BEGIN_DECLS
#define PROTOBUF_C__END_DECLS
#define PROTOBUF_C__API
#define PROTOBUF_C__DEPRECATED
#define PROTOBUF_C__FORCE_ENUM_TO_BE_INT_SIZE(name) , _##name##_IS_INT_SIZE = INT_MAX
#define PROTOBUF_C_VERSION_NUMBER 1005000
#define PROTOBUF_C_MIN_COMPILER_VERSION 1000000
#define PROTOBUF_C_MESSAGE_INIT(descriptor) { descriptor, 0, NULL }
typedef int protobuf_c_boolean;
typedef struct ProtobufCMessageDescriptor ProtobufCMessageDescriptor;
typedef struct ProtobufCEnumDescriptor ProtobufCEnumDescriptor;
typedef struct ProtobufCServiceDescriptor ProtobufCServiceDescriptor;
typedef struct ProtobufCMessageUnknownField ProtobufCMessageUnknownField;
typedef struct ProtobufCService ProtobufCService;
typedef struct ProtobufCMessage {
	const ProtobufCMessageDescriptor *descriptor;
	unsigned n_unknown_fields;
	ProtobufCMessageUnknownField *unknown_fields;
} ProtobufCMessage;
typedef struct ProtobufCBinaryData {
	size_t len;
	uint8_t *data;
} ProtobufCBinaryData;
typedef struct ProtobufCAllocator {
	void *(*alloc)(void *data, size_t size);
	void (*free)(void *data, void *pointer);
	void *allocator_data;
} ProtobufCAllocator;
typedef struct ProtobufCBuffer {
	void (*append)(struct ProtobufCBuffer *buffer, size_t len, const uint8_t *data);
} ProtobufCBuffer;
typedef void (*ProtobufCClosure)(const ProtobufCMessage *message, void *data);
extern const char protobuf_c_empty_string[];
#endif
