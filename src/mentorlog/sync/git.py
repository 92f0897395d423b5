"""The user's own git, with their own credentials, on a bare clone beside the journal.

No file is checked out and none of the user's hooks or filters run: objects are read and made directly, and what
others see changes by one push alone.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from mentorlog.errors import MentorlogError

BRANCH = "refs/heads/main"
_THERE = "refs/remotes/origin/main"
_MADE = "refs/heads/made-here"
_WHO = "mentorlog <mentorlog@localhost>"
# What is made stays in one pack, as what is big is not to be packed twice.
_IMPORT = ("-c", "core.bigFileThreshold=1m", "-c", "fastimport.unpackLimit=0", "fast-import",
           "--quiet", "--done", "--force", "--date-format=now")  # fmt: skip
_OURS = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
         "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_NAMESPACE")  # fmt: skip


_LATE = (b"stale info", b"fetch first", b"cannot lock ref", b"failed to update ref")
"""What git says where somebody else has pushed meanwhile."""


class RemoteFailed(MentorlogError):
    """The remote cannot be reached, or does not do what is asked."""

    exit_code = 3


class Moved(Exception):
    """Somebody else has pushed meanwhile."""


class Repository:
    """A bare clone in a folder, and the remote it is of."""

    def __init__(self, folder: Path, remote: str, *, ask: bool) -> None:
        self._folder, self.remote = folder, remote
        self._environ = {name: value for name, value in os.environ.items() if name not in _OURS}
        self._environ["LC_ALL"] = "C"
        if not ask:
            self._environ["GIT_TERMINAL_PROMPT"] = "0"

    def prepare(self) -> None:
        """Make the clone if it is not there, or is only half there."""
        done = self._folder / "mentorlog-is-ready"
        if not done.exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._run("init", "--quiet", "--bare", "--template=")
            done.touch()

    def forget(self) -> None:
        """Remove the clone with all that it holds; the next sync makes it anew."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def fetch(self) -> str | None:
        """Take what the remote has; returns its newest commit, None where it has nothing.

        Raises ``RemoteFailed``, also where it holds other branches and none of ours.
        """
        refs = f"+{BRANCH}:{_THERE}"
        done = self._try("fetch", "--quiet", "--no-tags", "--", self.remote, refs)
        if done.returncode == 0:
            return (self._folder / "FETCH_HEAD").read_text(encoding="utf-8").split()[0]
        if b"couldn't find remote ref" not in done.stderr:
            raise self._failed("reach", done.stderr)
        there = self._run("ls-remote", "--", self.remote, verb="reach")
        if there.strip():
            raise not_ours(self.remote)
        return None

    def files(self, head: str) -> dict[str, str]:
        """The names of all files in a commit, with their objects."""
        listed = self._run("ls-tree", "-r", "-z", head)
        found = {}
        for entry in listed.decode("utf-8", "replace").split("\0"):
            if entry:
                about, _, name = entry.partition("\t")
                found[name] = about.split()[2] if about.split()[1] == "blob" else ""
        return found

    def read(self, objects: Iterable[str]) -> list[bytes]:
        """What the objects hold, in their order."""
        asked = list(objects)
        if not asked:
            return []
        out = self._run("cat-file", "--batch", given="\n".join(asked).encode() + b"\n")
        found, at = [], 0
        for _ in asked:
            end = out.index(b"\n", at)
            size = int(out[at:end].split()[2])
            found.append(out[end + 1 : end + 1 + size])
            at = end + size + 2
        return found

    def is_after(self, head: str, earlier: str) -> bool:
        """Whether a commit is a later one of the same history."""
        return self._try("merge-base", "--is-ancestor", earlier, head).returncode == 0

    def differs(self, head: str, other: str, under: str) -> bool:
        """Whether a folder is not the same in two commits."""
        return self._try("diff", "--quiet", head, other, "--", under).returncode == 1

    def commit(
        self, head: str | None, files: Mapping[str, bytes | None], *, fresh: bool = False
    ) -> str:
        """A commit on top of another one with these files written, or removed where None.

        A ``fresh`` one has the files of the other, and no history. Returns its name.
        """
        given = [f"commit {_MADE}\nmark :1\ncommitter {_WHO} now\ndata 4\nsync\n".encode()]
        if head and fresh:
            tree = self._run("rev-parse", f"{head}^{{tree}}").decode().strip()
            given.append(f"M 040000 {tree} \n".encode())
        elif head:
            given.append(f"from {head}\n".encode())
        for name, content in files.items():
            if content is None:
                given.append(f"D {name}\n".encode())
            else:
                given += f"M 100644 inline {name}\ndata {len(content)}\n".encode(), content, b"\n"
        given.append(b"get-mark :1\ndone\n")
        made = self._run(*_IMPORT, given=b"".join(given))
        return made.decode().strip()

    def push(self, commit: str, over: str | None) -> None:
        """Make a commit the remote's newest one, where ``over`` still is that.

        Raises ``Moved`` where it is not, and ``RemoteFailed``.
        """
        lease = f"--force-with-lease={BRANCH}:{over or ''}"
        done = self._try("push", "--quiet", lease, "--", self.remote, f"{commit}:{BRANCH}")
        if done.returncode == 0:
            return
        if any(said in done.stderr for said in _LATE):
            raise Moved
        raise self._failed("push to", done.stderr)

    def _failed(self, verb: str, said: bytes) -> RemoteFailed:
        words = [line for line in said.decode("utf-8", "replace").splitlines() if line.strip()]
        why = next((line for line in words if line.startswith(("fatal:", "error:", "ERROR"))), "")
        first = why or (words[0] if words else "it said nothing")
        why = first.partition(": ")[2] or first
        return RemoteFailed(
            f"git cannot {verb} {self.remote}: {why.rstrip('.')}.",
            "nothing is lost; mentorlog sync goes on when it can be reached",
        )

    def _run(self, *argv: str, given: bytes = b"", verb: str = "read") -> bytes:
        done = self._try(*argv, given=given)
        if done.returncode:
            raise self._failed(verb, done.stderr)
        return done.stdout

    def _try(self, *argv: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(
                ["git", f"--git-dir={self._folder}", *argv],
                input=given,
                capture_output=True,
                check=False,
                env=self._environ,
            )
        except OSError as error:
            raise RemoteFailed("sync needs git, and it cannot be run.", "install git") from error


def not_ours(remote: str) -> RemoteFailed:
    """The error for a repository that holds something else."""
    return RemoteFailed(
        f"{remote} holds something else than a journal; nothing was changed there.",
        "name an empty repository, for this alone",
    )
