"""What holds for every test."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# How fast examples are made says something about the machine, which other work may keep busy, and nothing about us.
settings.register_profile("bpflint", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("bpflint")
