// bpflint: kernel=6.18
#include <vmlinux.h>
#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

extern int bpf_stream_vprintk_impl(int stream_id, const char *fmt__str, const void *args, u32 len__sz, void *aux__prog) __ksym;

const char constant[16] = "number %d";
static const char *const pointer = "number %d";
const volatile char of_the_loader[16] = "name";
typedef const char text_t[16];
text_t by_a_name = "name";

SEC("syscall")
int constant_formats(void *ctx)
{
	static const char local[] = "number %d";
	u64 number = 1;

	bpf_stream_vprintk_impl(1, "number %d", &number, sizeof(number), NULL); // expect: KF305
	bpf_stream_vprintk_impl(1, constant, &number, sizeof(number), NULL);
	bpf_stream_vprintk_impl(1, pointer, &number, sizeof(number), NULL);
	return bpf_stream_vprintk_impl(1, local, &number, sizeof(number), NULL);
}

static int is_named(char own[16], const char name[])
{
	return !bpf_strncmp(own, 16, name); // silent: a parameter that is written as an array is a pointer
}

SEC("syscall")
int constant_names(void *ctx)
{
	char name[16] = {};

	bpf_get_current_comm(name, sizeof(name));
	if (!bpf_strncmp(name, sizeof(name), constant + 2))
		return 1;
	if (!bpf_strncmp(name, sizeof(name), by_a_name))
		return 2;
	if (is_named(name, "of one's own"))
		return 3;
	return bpf_strncmp(name, sizeof(name), (const char *)of_the_loader);
}
