"""The engine stands on the standard library alone."""

from __future__ import annotations

import subprocess
import sys

ONLY_OURS = """
import sys
before = set(sys.modules)
import gdengine
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(loaded - set(sys.stdlib_module_names) - {"gdengine"}))
"""


def test_importing_gdengine_loads_nothing_from_outside() -> None:
    found = subprocess.run([sys.executable, "-c", ONLY_OURS], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == ""
