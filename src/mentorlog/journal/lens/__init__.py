"""The journal as someone else, or an earlier day, sees it: the one place of the privacy rule.

SQLite looks an unqualified table name up among the temporary objects first. So a lens is a set of
TEMP views that bear the tables' own names: once they lie over a connection, every query below
reads through them without knowing it, and none can forget to.

Who sees what:

- ``me`` sees all.
- A partner sees what they are a reader of and what is not private: a session, its lines and its
  actions where they attended; else what names them in ``readers`` or is theirs (a goal, an action);
  the mentorship they are part of and what was agreed in it. Of anything else they see what everybody does:
- What is public shows its title, days, state and its owner's own progress, and of the free text
  beside it what its owner has published. A manager sees that alone, and of a mentorship that it
  exists, its cadence and the sessions held; its people by name only where it is public.

Nobody sees a line (a takeaway, an action) who may not see the session or the goal it hangs on; any
other link to a hidden record is NULL. What I write about a person, in a note or a tag, is mine
alone. Words that were replaced while they were private stay private, and what an event changed is
told from the one before it that this reader may see. What a partner said of a record of mine (an answer,
the note of an outcome, why an action was dropped, what shows that it is done) is for me and them: others
read that something was said. ``as_of`` shows what had happened by that day; visibility is always today's.

``known_on`` shows what the journal had been told by that day: the views then read, in place of
``main``'s tables, those that ``known`` makes from the change log. Who sees a record is asked of
today's journal first, and what has gone since shows to ``me`` only. A partner who left reads such
tables of the day they left, so that they may see less than then, and never more.

Traps these views avoid: each has all of its table's columns (a quoted column that is missing
turns into a string, and ``rowid`` of a view is NULL: join on ``id``); a link is a LEFT JOIN on
``main``, because a CASE over a joined view loses the index; and a condition for any alias gives its own
tables whole words as aliases: a single letter could be the caller's, and a column be compared with itself.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from mentorlog.dates import local_day_to_utc
from mentorlog.journal.tables import LOGGED
from mentorlog.records import Audience
from mentorlog.values import NamedTuple


class Lens(NamedTuple):
    """Whose eyes, and which day on either clock: what had happened, and what had been recorded.

    ``partner`` is the person's id for every audience that is one, and ``parted_on`` the day that the
    last mentorship with them ended: what was written later is not for them, whatever day it is of.
    """

    audience: Audience = Audience.ME
    partner: int | None = None
    as_of: date | None = None
    known_on: date | None = None
    parted_on: date | None = None

    @property
    def until(self) -> str | None:
        """The instant from which nothing that is written is for a partner who has left."""
        if self.parted_on is None:
            return None
        return local_day_to_utc(self.parted_on + timedelta(1)) if self.parted_on < date.max else "~"

    def lay_over(self, connection: sqlite3.Connection) -> None:
        """Put the views over the connection for good; a lens that hides nothing puts none."""
        self._lay(connection)

    def _lay(self, connection: sqlite3.Connection) -> None:
        if self.known_on is not None or self.until is not None:
            self._lay_what_was_known(connection)
        elif self.audience is not Audience.ME or self.as_of is not None:
            self._lay_views(connection, "main.")

    @contextmanager
    def laid(self, connection: sqlite3.Connection) -> Iterator[None]:
        """The views over a connection that may write, until the block ends."""
        self._lay(connection)
        yield
        _take_off(connection)
        for table in LOGGED:
            connection.execute(f"DROP TABLE IF EXISTS temp.known_{table}")

    def _lay_views(self, connection: sqlite3.Connection, base: str) -> None:
        from mentorlog.journal.lens.views import views  # most reads are the owner's, of today

        for name, body in views(connection, self, base):
            connection.execute(f"CREATE TEMP VIEW {name} AS {body}")

    def _lay_what_was_known(self, connection: sqlite3.Connection) -> None:
        """What was known is made of what today's eyes see, so that none but mine see what is gone."""
        from mentorlog.journal.past import known  # few reads ask for it

        is_me = self.audience is Audience.ME
        if not is_me:
            self._replace(as_of=None, known_on=None)._lay_views(connection, "main.")
        known.make_tables(connection)
        if self.until is not None:
            known.forget_since(connection, self.until)
        if self.known_on is not None:
            known.take_back(connection, self.known_on, with_gone=is_me)
        _take_off(connection)
        self._lay_views(connection, "temp.known_")


def _take_off(connection: sqlite3.Connection) -> None:
    found = connection.execute("SELECT name FROM temp.sqlite_schema WHERE type = 'view'").fetchall()
    for (name,) in found:
        connection.execute(f"DROP VIEW temp.{name}")


EVERYTHING = Lens()
"""The owner's own eyes, today."""
