// What helpers give, write, keep and end.
#include "common.h"

struct value {
	struct bpf_spin_lock lock;
	u64 count;
};

#define MAP(name, kind, entries, key_type, value_type) \
	struct { \
		__uint(type, kind); \
		__uint(max_entries, entries); \
		__type(key, key_type); \
		__type(value, value_type); \
	} name SEC(".maps")

MAP(hash, BPF_MAP_TYPE_HASH, 8, u32, struct value);
MAP(array, BPF_MAP_TYPE_ARRAY, 8, u32, u64);
MAP(percpu, BPF_MAP_TYPE_PERCPU_ARRAY, 8, u32, u64);
MAP(sockets, BPF_MAP_TYPE_SOCKHASH, 8, u32, u64);
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} records SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct value);
} storage SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__type(key, u32);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 1);
		__type(key, u32);
		__type(value, u64);
	});
} outer SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
	__type(key, u32);
	__type(value, u32);
} events SEC(".maps");

PROGRAM(lookups)
{
	u32 key = ANY, fixed = 3, beyond = 9;
	struct value *v = bpf_map_lookup_elem(&hash, &key);
	u64 *a = bpf_map_lookup_elem(&array, &key);
	u64 *b = bpf_map_lookup_elem(&array, &fixed);
	u64 *c = bpf_map_lookup_elem(&array, &beyond);
	u64 *d = bpf_map_lookup_percpu_elem(&percpu, &key, 0);
	void *inner = bpf_map_lookup_elem(&outer, &key);

	if (inner) {
		u64 *e = bpf_map_lookup_elem(inner, &key);

		if (e)
			*e = 5;
	}
	*b = 7;
	if (!v || !a || !c || !d)
		return 0;
	v->count = *a + *c + *d;
	return v->count + *b;
}

PROGRAM(changed)
{
	u32 key = 1;
	struct value fresh = {}, *v = bpf_map_lookup_elem(&hash, &key);

	fresh.count = ANY;
	if (v) {
		v->count = 3;
		bpf_map_update_elem(&hash, &key, &fresh, BPF_ANY);
		key = v->count;
	}
	return bpf_map_delete_elem(&hash, &key) + bpf_map_push_elem(&hash, &fresh, 0);
}

PROGRAM(numbers)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 cpu = bpf_get_smp_processor_id();
	u64 now = bpf_ktime_get_ns();
	int node = bpf_get_numa_node_id();
	long back = bpf_send_signal(9);

	return (id >> 32) + cpu + now + node + back + ANY;
}

PROGRAM(written)
{
	char comm[16] = "x", text[8], digits[24];
	u64 value = 5, args[1] = { 3 };
	long n = bpf_probe_read_kernel_str(text, sizeof(text), ctx);
	long parsed = bpf_strtol(text, sizeof(text), 0, (long *)&value);

	bpf_get_current_comm(comm, sizeof(comm));
	if (n > 0 && n < 8)
		text[n] = 0;
	bpf_snprintf(digits, sizeof(digits), "%d", args, sizeof(args));
	return n + parsed + value + comm[0] + text[0] + digits[0] + ANY;
}

PROGRAM(sized)
{
	char buffer[32];
	u32 size = ANY;
	long got;

	if (size > sizeof(buffer))
		return 0;
	got = bpf_probe_read_kernel(buffer, size, ctx);
	if (size)
		got += bpf_probe_read_kernel(buffer, size, ctx);
	got += bpf_get_stack(ctx, buffer, sizeof(buffer), 0);
	return got;
}

PROGRAM(record)
{
	struct bpf_dynptr ptr;
	u64 *data, out = 0;

	bpf_ringbuf_reserve_dynptr(&records, 64, 0, &ptr);
	data = bpf_dynptr_data(&ptr, 8, sizeof(*data));
	if (data)
		*data = ANY;
	bpf_dynptr_write(&ptr, 0, &out, sizeof(out), 0);
	bpf_dynptr_read(&out, sizeof(out), &ptr, 0, 0);
	bpf_ringbuf_submit_dynptr(&ptr, 0);
	bpf_ringbuf_output(&records, &out, sizeof(out), 0);
	return out;
}

static long drained(struct bpf_dynptr *ptr, u64 *sum)
{
	u64 *data = bpf_dynptr_data(ptr, 0, 8);

	if (data)
		*sum += *data;
	return 0;
}

struct {
	__uint(type, BPF_MAP_TYPE_USER_RINGBUF);
	__uint(max_entries, 4096);
} from_user SEC(".maps");

PROGRAM(drains)
{
	u64 sum = 0;

	bpf_user_ringbuf_drain(&from_user, drained, &sum, 0);
	return sum + ANY;
}

SEC("tp_btf/task_newtask") int stored(u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct value *v = bpf_task_storage_get(&storage, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);

	if (!v)
		return 0;
	bpf_spin_lock(&v->lock);
	v->count += ANY;
	bpf_spin_unlock(&v->lock);
	bpf_task_storage_delete(&storage, bpf_get_current_task_btf());
	bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, v, sizeof(*v));
	return 1;
}

SEC("tc") int found_socket(struct __sk_buff *skb)
{
	struct bpf_sock_tuple tuple = {};
	struct bpf_sock *sk = bpf_sk_lookup_tcp(skb, &tuple, sizeof(tuple.ipv4), -1, 0), *full;
	u32 mark = 0;

	if (!sk)
		return ANY;
	full = bpf_sk_fullsock(sk);
	if (full)
		mark = full->mark;
	bpf_sk_release(sk);
	if (skb->sk)
		mark += skb->sk->family;
	return mark;
}

SEC("tc") int bytes(struct __sk_buff *skb)
{
	char header[14];
	int r = bpf_skb_load_bytes(skb, 0, header, sizeof(header));

	if (r < 0)
		return ANY;
	bpf_skb_store_bytes(skb, 0, header, sizeof(header), 0);
	bpf_skb_pull_data(skb, 20);
	r = bpf_redirect(skb->ifindex, 0);
	return header[0] ? r : bpf_csum_diff((void *)header, 4, 0, 0, 0);
}

char _license[] SEC("license") = "GPL";
