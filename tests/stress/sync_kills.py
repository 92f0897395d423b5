"""Kill ``mentorlog sync`` at any moment on three machines; afterwards all must hold the same.

    python tests/stress/sync_kills.py [--times 200] [--seed 1]

Each machine writes goals and check-ins, and syncs by a process that is killed (SIGKILL) at any moment of the time that
a whole sync takes on this machine. At the end each syncs to its end; every title that was acknowledged must be on every
machine, and every journal sound.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from installed import Home

MACHINES = ("a", "b", "c")


def begun(folder: Path) -> list[Home]:
    """Three machines that are synced through a bare repository."""
    remote = folder / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    homes = []
    for name in MACHINES:
        (folder / name).mkdir()
        (folder / name / ".gitconfig").write_text("[user]\n\tname = Priya Nair\n")
        home = Home(folder / name)
        home.run("init")
        ended = home.run("sync", "init", str(remote), "--plain", "--name", name)
        assert ended.code == 0, ended
        homes.append(home)
    return homes


def seconds(home: Home) -> float:
    """How long a whole sync takes."""
    begun_at = time.perf_counter()
    ended = home.run("sync")
    assert ended.code == 0, ended
    return time.perf_counter() - begun_at


def kill(home: Home, after: float) -> bool:
    """Sync, and kill it after some seconds; returns whether it was still at work."""
    process = home.start("sync")
    time.sleep(after)
    is_at_work = process.poll() is None
    process.kill()
    process.communicate()
    return is_at_work


def run(times: int, seed: int) -> None:
    """Kill so many syncs, and look at what is left."""
    chance = random.Random(seed)
    folder = Path(tempfile.mkdtemp())
    homes = begun(folder)
    titles: set[str] = set()
    whole = max(seconds(home) for home in homes)
    killed = 0
    while killed < times:
        home = chance.choice(homes)
        title = f"Goal {len(titles)}"
        if home.run("goal", "add", title).code == 0:
            titles.add(title)
        home.run("check-in", "g1", str(chance.randint(0, 100)))
        killed += kill(home, chance.uniform(0, whole))
    for home in (*homes, *homes):
        ended = home.run("sync")
        assert ended.code == 0, ended
    held = []
    for home in homes:
        goals = json.loads(home.run("goal", "list", "--all", "--json").out)
        held.append(sorted((each["uid"], each["title"], str(each["progress"])) for each in goals))
        assert titles <= {each["title"] for each in goals}, titles
        assert home.run("doctor").code == 0, home.run("doctor").out
    assert held[0] == held[1] == held[2]
    shutil.rmtree(folder)
    print(f"{killed} killed, {len(titles)} goals on each of {len(homes)} machines")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    run(given.times, given.seed)
