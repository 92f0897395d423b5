"""``backup`` and ``restore`` through real argv."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mentorlog.commands import secrets
from mentorlog.errors import JournalSaysNo
from mentorlog.journal import storage
from mentorlog.journal.keeping import backup
from mentorlog.journal.tables import VERSION
from mentorlog.records.keeping import Backup
from mentorlog.views import Format, keeping, show

if TYPE_CHECKING:
    from tests.conftest import Once, Result, Run

    from terminals import Terminal

pyrage = pytest.importorskip("pyrage")


@pytest.fixture
def spare(run: Run, journal: Path, once_in_home: Once) -> Path:
    """A backup with one goal, Speak, of a journal that has got a second one, Write, since."""
    path = journal.with_name("spare.db")

    def write() -> None:
        run("goal", "add", "Speak")
        assert run("backup", str(path)).code == 0
        run("goal", "add", "Write")

    once_in_home("a backup beside", write)
    return path


def instant(hour: int) -> str:
    """That local hour of the day, in UTC."""
    return datetime(2026, 11, 22, hour).astimezone(UTC).isoformat().replace("+00:00", "Z")


def goals(run: Run) -> list[str]:
    return [goal["title"] for goal in json.loads(run("goal", "--json").out)]


def refused(result: Result, code: int, *words: str) -> None:
    assert (result.code, result.out) == (code, "")
    sentence, *hints = result.err.splitlines()
    assert sentence.endswith((".", "?"))
    assert all(line.startswith("hint: ") for line in hints)
    for word in words:
        assert word in result.err


def test_a_backup_goes_beside_the_journal_and_says_where(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    result = run("backup")
    name = "journal-20261122T120000Z-manual.db"
    assert result.out.startswith(f"Copied, and read through: {name}\n")
    assert (journal.parent / "backups" / name).is_file()
    assert json.loads(run("backup", "--json").out)["path"].endswith("-manual-2.db")


def test_a_backup_of_nothing_is_refused_and_makes_nothing(run: Run, journal: Path) -> None:
    refused(run("backup"), 1, "There is no journal")
    assert not (journal.parent / "backups").exists()


def test_a_named_file_is_replaced_only_if_told_to(run: Run, spare: Path) -> None:
    content = spare.read_bytes()
    refused(run("backup", str(spare)), 2, "is there already", "--force")
    assert spare.read_bytes() == content
    assert run("backup", str(spare), "--force").code == 0
    with closing(sqlite3.connect(spare)) as connection:
        assert connection.execute("SELECT count(*) FROM goals").fetchone() == (2,)


@pytest.mark.usefixtures("spare")
def test_a_folder_takes_the_backup_under_its_usual_name(run: Run, home: Path) -> None:
    folder, name = home / "usb" / "backups", "journal-20261122T120000Z-manual"
    folder.parent.mkdir()
    for place, end in ((f"{folder}/", ""), (str(folder), "-2"), (f"{folder}/", "-3")):
        assert run("backup", place).out == (
            f"Copied, and read through: {name}{end}.db\nin {folder}\n"
        )
        assert storage.is_journal(folder / f"{name}{end}.db")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700 or sys.platform == "win32"
    # It is called backups, and is not the one beside the journal.
    result = run("backup", str(folder / "july.db"))
    assert result.out == f"Copied, and read through: july.db\nin {folder}\n"


@pytest.mark.parametrize("place", ["nowhere/x.db", "nowhere/folder/"])
@pytest.mark.usefixtures("spare")
def test_a_place_that_cannot_hold_a_backup_is_named(run: Run, journal: Path, place: str) -> None:
    refused(run("backup", f"{journal.parent}/{place}"), 2, "does not exist")


@pytest.mark.usefixtures("spare")
def test_a_backup_never_goes_over_the_journal(run: Run, journal: Path) -> None:
    content = journal.read_bytes()
    refused(run("backup", str(journal), "--force"), 2, "is the journal itself")
    refused(run("restore", str(journal), "--yes"), 2, "is the journal itself")
    assert journal.read_bytes() == content


@pytest.mark.parametrize("width", [80, 40])
def test_the_backups_there_are(
    golden: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    width: int,
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    found = [
        Backup(Path(f"journal-20261122T{hour}0000Z-{why}.db"), instant(hour), why, size)
        for hour, why, size in ((10, "upgrade", 512_000), (12, "import", 12_345_678))
    ]
    sealed = Backup(Path("a.db.age"), instant(13), "manual", 900, encrypted=True)
    show(keeping.backups([*found, sealed], date(2026, 11, 22)), Format.TABLE)
    golden(f"backup-list-{width}", capsys.readouterr().out)


@pytest.mark.usefixtures("every_backup")
def test_a_backup_is_made_before_each_import(run: Run, journal: Path) -> None:
    run("goal", "add", "Speak")
    for text in ("Draft", "Rehearse"):
        assert (
            run("import", "-", "--from", "csv", "--kind", "action", stdin=f"text\n{text}\n").code
            == 0
        )
    assert [each.why for each in backup.find(journal)] == ["import"] * 2
    with closing(sqlite3.connect(backup.find(journal)[0].path)) as before:
        assert before.execute("SELECT count(*) FROM actions").fetchone() == (0,)


def test_no_backups_yet(run: Run) -> None:
    assert run("backup", "list").out == "No backups yet: mentorlog backup\n"
    assert run("backup", "list", "--json").out == "[]\n"
    refused(run("backup", "list", "--force"), 2, "makes none")


def test_a_restore_brings_back_and_keeps_what_it_replaced(
    run: Run, journal: Path, spare: Path
) -> None:
    result = run("restore", str(spare), "--yes")
    assert result.code == 0
    assert "1 goal" in result.out
    assert goals(run) == ["Speak"]
    (kept,) = backup.find(journal)
    assert (kept.why, kept.path.name in result.out) == ("restore", True)
    assert run("restore", kept.path.name, "--yes").code == 0
    assert goals(run) == ["Speak", "Write"]


def test_a_restore_makes_a_journal_where_there_is_none(
    run: Run, journal: Path, spare: Path
) -> None:
    journal.unlink()
    told = json.loads(run("restore", str(spare), "--json").out)
    assert (told["kept"], told["goals"]) == (None, 1)
    assert goals(run) == ["Speak"]
    if os.name == "posix":
        assert stat.S_IMODE(journal.stat().st_mode) == 0o600


def test_a_restore_asks(run: Run, journal: Path, spare: Path) -> None:
    content = journal.read_bytes()
    refused(run("restore", str(spare)), 2, "1 goal", "--yes")
    assert journal.read_bytes() == content
    assert not backup.folder(journal).exists()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content[:30_000], "is damaged"),
        (lambda content: content[:20_000] + b"\x77" * 40_000 + content[60_000:], "is damaged"),
        (lambda _: b"# Notes\n" * 900, "never a mentorlog journal"),
        (lambda _: b"", "damaged"),
        (lambda _: b"age-encryption.org/v1\n-> scrypt nonsense", "on a terminal"),
    ],
    ids=["cut", "overwritten", "text", "empty", "half-encrypted"],
)
def test_what_is_no_whole_journal_is_not_restored(
    run: Run, journal: Path, spare: Path, damage: Callable[[bytes], bytes], words: str
) -> None:
    content = journal.read_bytes()
    spare.write_bytes(damage(spare.read_bytes()))
    result = run("restore", str(spare), "--yes")
    assert (result.code, result.out) == (2 if words == "on a terminal" else 3, "")
    assert words in result.err
    assert journal.read_bytes() == content
    assert backup.find(journal) == []


def test_another_programs_file_is_not_restored(run: Run, spare: Path) -> None:
    spare.unlink()
    with closing(sqlite3.connect(spare)) as connection:
        connection.execute("CREATE TABLE goals (id)")
    refused(run("restore", str(spare), "--yes"), 3, "not a mentorlog journal")
    assert goals(run) == ["Speak", "Write"]


@pytest.mark.parametrize("file", ["missing.db", "."])
@pytest.mark.usefixtures("spare")
def test_no_file_is_not_restored(run: Run, journal: Path, file: str) -> None:
    refused(run("restore", str(journal.parent / file), "--yes"), 3)
    assert goals(run) == ["Speak", "Write"]


def test_a_backup_of_a_newer_program_is_refused(run: Run, spare: Path) -> None:
    with closing(sqlite3.connect(spare, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    refused(run("restore", str(spare), "--yes"), 3, "newer mentorlog")
    assert goals(run) == ["Speak", "Write"]


def test_a_backup_of_an_older_program_is_brought_up_to_date(
    run: Run, journal: Path, spare: Path
) -> None:
    with closing(sqlite3.connect(spare, isolation_level=None)) as connection:
        connection.execute("DROP TABLE origins")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = 'origins'")
        connection.execute("PRAGMA user_version = 3")
    assert run("restore", str(spare), "--yes").code == 0
    with closing(sqlite3.connect(journal)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert run("doctor").code == 0
    assert [each.why for each in backup.find(journal)] == ["restore"]


def test_a_backup_set_to_a_write_ahead_log_is_one_file_again(
    run: Run, journal: Path, spare: Path
) -> None:
    with closing(sqlite3.connect(spare)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    assert run("restore", str(spare), "--yes").code == 0
    assert goals(run) == ["Speak"]
    with closing(sqlite3.connect(journal)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("damage", ["cut", "header"])
def test_a_journal_that_cannot_be_read_is_replaced_and_kept(
    run: Run, journal: Path, spare: Path, damage: str
) -> None:
    content = journal.read_bytes()
    content = content[:-5000] if damage == "cut" else b"\0" * 100 + content[100:]
    journal.write_bytes(content)
    assert run("restore", str(spare), "--yes").code == 0
    assert goals(run) == ["Speak"]
    (kept,) = backup.find(journal)
    assert (kept.why, kept.path.read_bytes() == content) == ("damaged", True)


def test_a_file_that_never_was_a_journal_is_not_replaced(
    run: Run, journal: Path, spare: Path
) -> None:
    journal.write_text("# My notes\n")
    refused(run("restore", str(spare), "--yes"), 3, "is not a mentorlog journal")
    assert journal.read_text() == "# My notes\n"


def test_a_restore_waits_for_who_writes(
    run: Run, journal: Path, spare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(journal, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused(run("restore", str(spare), "--yes"), 3, "being written by another program")
        other.execute("ROLLBACK")
    assert goals(run) == ["Speak", "Write"]


SEALED = base64.b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBTUGdQa1BaWWNLaTRuQ0NtV0VCY3dRIDEKM3U2OExweWRSZGhn"
    "V2hzeS9jK1JKaWsxTzJab3F2aWJaR0JjZjVjaXNOQQotLS0gQytGSnZQem56VnRiREd3eXNaaWJ1RDlSOVdncTh6dlJ3"
    "eXF5bnVQRVdNUQqz6H1AepHkY1hMPljqY/RIM/tVRgSxdFnhf+85QXUfA66a0/SK"
)
"""The word Speak, sealed with a passphrase and the least work that the format allows."""


def test_a_passphrase_opens_what_it_sealed_alone() -> None:
    assert secrets.opened(SEALED, "correct horse") == b"Speak"
    with pytest.raises(JournalSaysNo):
        secrets.opened(SEALED, "wrong horse")


@pytest.fixture
def _sealing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase is meant to take seconds; what the command does with it need not."""
    front = b"age-encryption.org/v1\n-> scrypt "

    def sealed(content: bytes, passphrase: str) -> bytes:
        return front + passphrase.encode() + b"\n" + content[::-1]

    def opened(content: bytes, passphrase: str) -> bytes:
        begins = front + passphrase.encode() + b"\n"
        if not content.startswith(begins):
            raise JournalSaysNo("That passphrase does not open the backup, or it is damaged.")
        return content[len(begins) :][::-1]

    monkeypatch.setattr(secrets, "sealed", sealed)
    monkeypatch.setattr(secrets, "opened", opened)


@pytest.mark.usefixtures("spare", "_sealing_is_quick")
def test_an_encrypted_backup_comes_back_with_its_passphrase(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["correct horse"]
    monkeypatch.setattr(secrets, "_passphrase", lambda **_: typed[-1])
    made = json.loads(run("backup", "--encrypt", "--json").out)
    sealed = Path(made["path"])
    assert (made["encrypted"], sealed.name) == (True, "journal-20261122T120000Z-manual.db.age")
    assert b"Speak" not in sealed.read_bytes()
    typed.append("wrong horse")
    refused(run("restore", str(sealed), "--yes"), 1)
    typed.pop()
    run("goal", "delete", "1", "--yes")
    assert goals(run) == ["Write"]
    assert run("restore", sealed.name, "--yes").code == 0
    assert goals(run) == ["Speak", "Write"]


@pytest.mark.usefixtures("spare")
def test_an_encrypted_backup_comes_back_with_its_key(run: Run, journal: Path) -> None:
    mine, other = pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    keys, wrong = journal.with_name("key.txt"), journal.with_name("other.txt")
    keys.write_text(f"# created: today\n# public key: {mine.to_public()}\n{mine}\n")
    wrong.write_text(f"{other}\n")
    sealed = journal.with_name("sealed.db.age")
    assert run("backup", str(sealed), "--recipient", str(mine.to_public())).code == 0
    refused(run("restore", str(sealed), "--yes"), 2, "--identity")
    refused(run("restore", str(sealed), "--yes", "-i", str(wrong)), 1, "does not open")
    refused(run("restore", str(sealed), "--yes", "-i", str(journal.with_name("none"))), 2)
    run("goal", "delete", "1", "--yes")
    assert run("restore", str(sealed), "--yes", "-i", str(keys)).code == 0
    assert goals(run) == ["Speak", "Write"]


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--encrypt",), 2, "on a terminal"),
        (("--recipient", "nobody"), 2, "age1"),
    ],
)
@pytest.mark.usefixtures("spare")
def test_without_a_secret_nothing_is_written(
    run: Run, journal: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    refused(run("backup", *options), code, words)
    assert backup.find(journal) == []


@pytest.mark.usefixtures("spare")
def test_a_secret_key_given_for_a_public_one_is_not_said_aloud(run: Run) -> None:
    secret = str(pyrage.x25519.Identity.generate())
    result = run("backup", "--recipient", secret)
    assert result.code == 2
    assert secret not in result.err


@pytest.mark.usefixtures("spare")
def test_without_pyrage_the_command_that_installs_it_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyrage", None)
    refused(run("backup", "--encrypt"), 3, 'pip install "mentorlog[encrypted]"')


@pytest.mark.usefixtures("spare")
def test_no_plain_copy_of_an_encrypted_backup_is_ever_on_the_disk(run: Run, journal: Path) -> None:
    """Neither SQLite nor the command is given a place for one."""
    seen: list[bytes] = []
    write_bytes = Path.write_bytes

    def watched(path: Path, content: bytes) -> int:
        seen.append(content)
        return write_bytes(path, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "write_bytes", watched)
        connect = sqlite3.connect
        named: list[object] = []
        patch.setattr(
            sqlite3, "connect", lambda name, **rest: named.append(name) or connect(name, **rest)
        )
        key = str(pyrage.x25519.Identity.generate().to_public())
        assert run("backup", "--recipient", key).code == 0
    assert all(b"Speak" not in content for content in seen) and seen
    assert {str(name).split("?")[0] for name in named} <= {f"file:{journal}", ":memory:"}


@pytest.mark.skipif(os.name != "posix", reason="a terminal of one's own is POSIX's")
@pytest.mark.usefixtures("spare", "_sealing_is_quick")
def test_a_passphrase_is_asked_for_twice_and_never_shown(
    journal: Path, terminals: Callable[..., Terminal]
) -> None:
    def typed(*answers: str) -> tuple[int, str]:
        terminal = terminals("backup", "--encrypt")
        for asked, answer in zip(("Passphrase: ", "Once more: "), answers, strict=True):
            terminal.expect(asked)
            terminal.type(f"{answer}\n")
        return terminal.end(), terminal.screen

    code, said = typed("correct horse", "correct horse")
    assert code == 0
    assert "Passphrase: " in said and "Once more: " in said
    assert "horse" not in said
    assert typed("correct horse", "correct house")[0] == 1
    assert [each.encrypted for each in backup.find(journal)] == [True]
