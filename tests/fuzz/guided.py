"""Fuzzes one parser in Python, led by what it covers: `python -m tests.fuzz.guided btf -max_total_time=600`.

Wants `pip install atheris` (Linux, Python 3.11 to 3.13), and takes the options of libFuzzer. What it finds of interest
stays in a directory for the next time, inputs that fail beside it.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

_SEEDS = "--write-seeds"


def main() -> None:
    """Write the seeds in a process of their own, which runs bpflint for some, then fuzz until something fails."""
    name, *options = sys.argv[1:] or ["--help"]
    folder = Path(tempfile.gettempdir()) / "bpflint-fuzz" / "guided" / name
    if options == [_SEEDS]:
        _write_seeds(name, folder)
        return
    import atheris

    with atheris.instrument_imports(include=["bpflint"]):
        from fuzz_kinds import parsers
        from fuzz_runner import refusals

        known, refused = parsers(), refusals()
    if name not in known:
        raise SystemExit(f"{__doc__}\nParsers: {', '.join(known)}")
    subprocess.run([sys.executable, "-m", "tests.fuzz.guided", name, _SEEDS], check=True)
    parse, scratch = known[name].parse, Path(tempfile.mkdtemp(prefix="bpflint-fuzz-"))

    def one(data: bytes) -> None:
        with contextlib.suppress(*refused):
            parse(data, scratch)

    artifacts = f"-artifact_prefix={folder}-"
    atheris.Setup([sys.argv[0], str(folder), artifacts, "-timeout=20", *options], one)
    atheris.Fuzz()


def _write_seeds(name: str, folder: Path) -> None:
    from fuzz_kinds import parsers

    folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(parsers()[name].seeds()):
        (folder / f"seed-{number}").write_bytes(seed)


if __name__ == "__main__":
    main()
