"""What sync asks of git, done by this process: to start git takes as long as most commands.

``tests/sync/test_git.py`` holds it to what git does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha1
from pathlib import Path
from typing import NamedTuple

from mentorlog.sync.git import Moved, RemoteFailed


class _Commit(NamedTuple):
    files: dict[str, str]
    parent: str | None


_commits: dict[str, _Commit] = {}
_contents: dict[str, bytes] = {}
"""By their names, which follow from what they hold; so no two places to meet disturb each other."""


def _name(what: object) -> str:
    return sha1(repr(what).encode(), usedforsecurity=False).hexdigest()


class Repository:
    """In place of ``mentorlog.sync.git.Repository``; the remote is a folder with a file that names the newest."""

    def __init__(self, folder: Path, remote: str, *, ask: bool) -> None:
        self._folder, self.remote, self._ask = folder, remote, ask
        self._newest = Path(remote) / "newest"

    def prepare(self) -> None: ...

    def forget(self) -> None: ...

    def fetch(self) -> str | None:
        if not Path(self.remote).is_dir():
            raise RemoteFailed(f"git cannot reach {self.remote}: it is not there.")
        return self._newest.read_text() if self._newest.exists() else None

    def files(self, head: str) -> dict[str, str]:
        return dict(_commits[head].files)

    def read(self, objects: Iterable[str]) -> list[bytes]:
        return [_contents[each] for each in objects]

    def is_after(self, head: str, earlier: str) -> bool:
        at: str | None = head
        while at and at != earlier:
            at = _commits[at].parent
        return at == earlier

    def differs(self, head: str, other: str, under: str) -> bool:
        one, two = (
            {name: made for name, made in _commits[each].files.items() if name.startswith(under)}
            for each in (head, other)
        )
        return one != two

    def commit(
        self, head: str | None, files: Mapping[str, bytes | None], *, fresh: bool = False
    ) -> str:
        found = self.files(head) if head else {}
        for name, content in files.items():
            if content is None:
                found.pop(name, None)
            else:
                found[name] = _name(content)
                _contents[found[name]] = content
        made = _Commit(dict(sorted(found.items())), None if fresh else head)
        _commits[_name(made)] = made
        return _name(made)

    def push(self, commit: str, over: str | None) -> None:
        if self.fetch() != over:
            raise Moved
        self._newest.write_text(commit)
