"""Whose words they are: which audience reads what was said with an event."""

from mentorlog.journal.lens.sight import Sight, only_if


def words_seen(sight: Sight, alias: str) -> str:
    """Of an event told while its record was private, the words show as long as they are the latest.

    Words that were replaced while it was still private were never read, whenever that was.
    """
    if sight.is_me:
        return "1"
    until = sight.lens.until
    in_time = f"n.recorded_at < '{until}'" if until else "1"
    latest = (
        f"NOT EXISTS (SELECT 1 FROM {sight.base}events n WHERE n.kind = {alias}.kind"
        f" AND n.record = {alias}.record AND n.field = {alias}.field"
        f" AND (n.happened_on, n.id) > ({alias}.happened_on, {alias}.id)"
        f" AND (n.field <> 'outcome' OR {may_have_note(sight, 'n')})"
        f" AND (n.visibility = 'private' OR {in_time}))"
    )
    return f"({alias}.visibility <> 'private' OR {latest})"


def if_words(sight: Sight, column: str) -> str:
    """A text of the event ``e``, where its words are to be seen."""
    return only_if(words_seen(sight, "e"), column)


def said_for(sight: Sight, alias: str) -> str:
    """An event's words are for the audience: what one partner said of a record no other one reads."""
    if sight.is_me:
        return "1"
    return f"({alias}.field = 'progress' OR {alias}.person IS NULL OR {alias}.person IN {sight.us})"


def may_have_note(sight: Sight, alias: str) -> str:
    """The event has a note, for all that the audience may know."""
    return f"({alias}.note IS NOT NULL OR NOT {said_for(sight, alias)})"


def new(sight: Sight, alias: str) -> str:
    """What an event told; of an answer whose words are not for the audience that there is one."""
    if sight.is_me:
        return f"{alias}.new"
    others = (
        f"{alias}.field = 'answer' AND {alias}.new IS NOT NULL AND NOT {said_for(sight, alias)}"
    )
    return f"CASE WHEN {others} THEN '' ELSE {alias}.new END"


def reading_seen(sight: Sight, alias: str) -> str:
    """What was told in private: a reading is not seen, nor an answer that another one replaced."""
    private = (
        f"EXISTS (SELECT 1 FROM {sight.base}sessions p"
        f" WHERE p.id = {alias}.session AND p.visibility = 'private')"
    )
    return (
        f"CASE {alias}.field WHEN 'progress' THEN NOT {private} AND {alias}.visibility <> 'private'"
        f" WHEN 'answer' THEN {words_seen(sight, alias)} ELSE 1 END"
    )
