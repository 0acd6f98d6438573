"""bpflint: a linter for BPF C that knows the kernel's kfuncs."""

__version__ = "0.1.0"
