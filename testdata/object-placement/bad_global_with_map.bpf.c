// bpflint: kernel=6.18
// The map that a section of variables is has no name that a program could pass.
#include "vmlinux.h"
#include <bpf/bpf_helpers.h>

extern int bpf_wq_init(struct bpf_wq *wq, void *p__map, unsigned int flags) __ksym;

struct work_value {
	struct bpf_wq wq;
	int count;
};

struct alarm_value {
	struct bpf_timer timer;
	int count;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct work_value);
} works SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct alarm_value);
} alarms SEC(".maps");

SEC(".data.work") __hidden struct work_value one_work;
SEC(".data.alarm") __hidden struct alarm_value one_alarm;

SEC("?tc")
int begins_work(struct __sk_buff *skb)
{
	return bpf_wq_init(&one_work.wq, &works, 0); // expect: KF410
}

SEC("?tc")
int sets_alarm(struct __sk_buff *skb)
{
	return bpf_timer_init(&one_alarm.timer, &alarms, 0); // expect: KF410
}

char _license[] SEC("license") = "GPL";
