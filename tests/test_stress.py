"""The stress scripts, as little of each as there is: they run by hand for hours, and must work when they are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from forked import ran

STRESS = Path(__file__).parent / "stress"

UNTIMED = ("--restores", "1", "--longest", "99")
"""The suite may run on a machine that does much else."""

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="kills, limits and small disks of POSIX"
)


@pytest.mark.parametrize(
    ("script", "options"),
    [
        ("kill.py", ("--times", "1", "--seed", "1", "--job", "log")),
        ("crowd.py", ("--writers", "2", "--records", "1", "--readers", "1")),
        ("full.py", ("--times", "1", "--seed", "1")),
        ("backup_processes.py", ("--writers", "2", "--writes", "0", "--kills", "0", *UNTIMED)),
        ("purge_kills.py", ("--times", "1", "--steps", "2", "--seed", "1")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_nothing_fails(script: str, options: tuple[str, ...]) -> None:
    _expect_success(script, *options)


@pytest.mark.parametrize("script", ["damage.py", "hostile.py", "non_interference.py"])
def test_what_the_suite_does_too_begins(script: str) -> None:
    """Their rules are those of test_doctor.py, test_ways_out.py and test_non_interference.py."""
    _expect_success(script, "--help")


def _expect_success(script: str, *options: str) -> None:
    path = str(STRESS / script)
    code = (
        f"import runpy, sys; sys.path.insert(0, {str(STRESS)!r}); sys.argv[0] = {path!r}\n"
        f"runpy.run_path({path!r}, run_name='__main__')"
    )
    ended = ran(code, *options)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "FAILED" not in ended.stdout
