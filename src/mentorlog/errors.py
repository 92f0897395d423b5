"""Everything that may go wrong, as one sentence, one hint and one exit code.

::

    MentorlogError
    ├── JournalSaysNo          1  the request is clear, the journal's state forbids it
    │   ├── NotFound              nothing by that number or those words
    │   ├── Ambiguous             the words match several records
    │   └── Withheld              there, but not for this audience
    ├── WrongUsage             2  the command line does not add up
    │   ├── Mistyped              no such command, and it is plain which one was meant
    │   └── UnreadableWords       a word that is no day, number, duration …
    ├── JournalUnusable        3  locked, corrupt, newer than this program, no permission, disk full
    ├── UnreadableFile         3  a file to import is not what it should be
    ├── OutputLost             4  it is saved, and standard output could not be told so
    └── Interrupted          130  Ctrl-C, or input that ended in the middle of a question
        └── NoAnswer              the latter

An error's text is a whole sentence that names the thing; ``hint`` is what to do next, or empty.
The error boundary in ``cli`` prints both on standard error and nothing else.
"""

import re
from collections.abc import Iterable, Sequence

_MOST_SHOWN = 8
"""So many records that words match are listed, and can be chosen from."""


class MentorlogError(Exception):
    """The root of all that is said to the user as one sentence.

    ``sentence`` ends with a full stop; ``hint`` (may be empty) is printed after ``hint:``.
    """

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class JournalSaysNo(MentorlogError):
    """The request is understood and the journal's state forbids it."""

    exit_code = 1


class NotFound(JournalSaysNo):
    """Nothing in the journal answers to ``reference``.

    ``near`` is what stands for it where it may be a slip, and ``near_label`` what that is called.
    """

    def __init__(
        self, kind: str, reference: str, hint: str = "", near: str = "", near_label: str = ""
    ) -> None:
        super().__init__(f"No {kind} matches {quoted(reference)}.", hint)
        self.reference = reference
        self.near = near
        self.question = f"{self.sentence} Did you mean {near_label}?"

    def instead_of(self, arguments: Sequence[str]) -> list[str] | None:
        """The command line with what is near; None where nothing is, or it is not plain which word it was.

        None too where standard input was read, which nobody could type again.
        """
        return _put(arguments, self.reference, self.near) if self.near else None

    def on(self, day: str) -> None:
        """Say that it was looked for as of an earlier day, whatever there may be today."""
        self.sentence = f"{self.sentence.removesuffix('.')} as of {day}."
        self.hint = ""


class Ambiguous(JournalSaysNo):
    """``reference`` matches several records; ``candidates`` are shown, one after another.

    ``codes`` name each of them for sure, where something does.
    """

    def __init__(
        self, kind: str, reference: str, candidates: Sequence[str], codes: Sequence[str] = ()
    ) -> None:
        more = "; …" if len(candidates) > _MOST_SHOWN else ""
        shown = "; ".join(candidates[:_MOST_SHOWN]) + more
        super().__init__(
            f"{quoted(reference)} matches {len(candidates)} {_several(kind)}: {shown}.",
            "name one by its number, or with more of its words",
        )
        self.candidates = tuple(candidates)
        self._reference = reference
        self._codes = tuple(codes)

    def choices(self, arguments: Sequence[str]) -> dict[str, list[str]]:
        """By each code the command line with it; empty where nobody can choose, as for ``NotFound``."""
        if len(self._codes) > _MOST_SHOWN:
            return {}
        found = {code: _put(arguments, self._reference, code) for code in self._codes}
        return {code: line for code, line in found.items() if line}


class WrongUsage(MentorlogError):
    """The command line asks for something that does not add up."""

    exit_code = 2


class Mistyped(WrongUsage):
    """It is plain which command was meant by one that is none, and the sentence asks about it.

    ``typed`` are the words from the mistyped command on, ``meant`` those that they stand for.
    """

    def __init__(
        self, sentence: str, hint: str, typed: Sequence[str], meant: Sequence[str]
    ) -> None:
        super().__init__(sentence, hint)
        self._typed, self.meant = list(typed), list(meant)
        self.question = f"{sentence.rpartition('?')[0]}?"
        """What is asked before it is run."""

    def instead_of(self, arguments: Sequence[str]) -> list[str] | None:
        """All that is to be run instead; None where an option would be lost that stands among the words."""
        before = len(arguments) - len(self._typed)
        if list(arguments[before:]) != self._typed:
            return None
        return [*arguments[:before], *self.meant]


class Unsaid(WrongUsage):
    """The last argument of a command is missing: it is asked for at a terminal.

    ``asks`` says what it is, and the command ``lists`` what there is to choose from, if anything.
    """

    def __init__(self, sentence: str, hint: str, asks: str, lists: Sequence[str]) -> None:
        super().__init__(sentence, hint)
        self.asks, self.lists = asks, list(lists)


class UnreadableWords(WrongUsage):
    """``word`` cannot be read as a ``what`` (a day, a duration …); ``examples`` can.

    ``reason`` says why, and ``way_out`` what else to do. ``meant`` is what can be read, with a word put
    right that was misspelt. Each may be empty.
    """

    def __init__(
        self,
        what: str,
        word: str,
        examples: Sequence[str] = (),
        reason: str = "",
        way_out: str = "",
        meant: str = "",
    ) -> None:
        because = f": {reason}" if reason else ""
        hint = f"did you mean {meant}? " if meant else f"{way_out}; " if way_out else ""
        super().__init__(
            f"Cannot read {quoted(word)} as {with_article(what)}{because}.",
            hint + (f"these work: {', '.join(examples)}" if examples else ""),
        )
        self.word = word
        self.reason = reason
        self.way_out = way_out
        self.meant = meant


class JournalUnusable(MentorlogError):
    """The file cannot be used: locked, corrupt, newer, forbidden, or the disk is full."""

    exit_code = 3


class UnreadableFile(MentorlogError):
    """A file to import cannot be read; ``where`` names it, and the line where there is one."""

    exit_code = 3

    def __init__(self, where: object, reason: str, hint: str = "") -> None:
        self.reason = reason.removesuffix(".")
        super().__init__(f"{where}: {self.reason}.", hint)


class OutputLost(MentorlogError):
    """What was to be done is done; only standard output cannot be written."""

    exit_code = 4

    def __init__(self, error: OSError) -> None:
        super().__init__(f"It is saved, but standard output cannot be written: {why(error)}.")


class Interrupted(MentorlogError):
    """The user stopped the command; ``sentence`` says what was kept."""

    exit_code = 130


class NoAnswer(Interrupted):
    """Input ended at a question."""

    def __init__(self) -> None:
        super().__init__("No answer came.")


def _put(arguments: Sequence[str], reference: str, code: str) -> list[str] | None:
    """The command line with ``code`` in the place of ``reference``, one word or several; None as ``NotFound`` tells."""
    found = [
        (start, start + length)
        for length in {1, len(reference.split())}
        for start in range(len(arguments) - length + 1)
        if " ".join(arguments[start : start + length]) == reference
    ]
    if len(found) != 1 or "-" in arguments:
        return None
    ((start, end),) = found
    return [*arguments[:start], code, *arguments[end:]]


def _several(kind: str) -> str:
    return "people" if kind == "person" else f"{kind}s"


def why(error: OSError) -> str:
    """What the system says of it: ``no space left on device``."""
    return (error.strerror or type(error).__name__).lower()


def quoted(words: str) -> str:
    """The words as they may stand in a sentence: in quotes, on one line, at most 60 characters."""
    flat = " ".join(words.split())
    return f'"{flat[:57]}…"' if len(flat) > 58 else f'"{flat}"'


def pasted(*words: str) -> str:
    """The words as they may be pasted into a shell: none that holds more than a name is without quotes."""
    return " ".join(map(_pasted, words))


def _pasted(word: str) -> str:
    if re.fullmatch(r"[\w@%+=:,./-]+", word):
        return word
    if not re.search(r"[\"$`!\\]", word):
        return f'"{word}"'
    import shlex  # hardly any name needs it

    return shlex.quote(word)


def joined(names: Iterable[str], word: str = "and") -> str:
    """Names as a sentence lists them: ``Dana``, ``Dana and Kofi``, ``Dana, Kofi and Marie``."""
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last


def count(number: int, one: str, many: str | None = None) -> str:
    """``1 goal``, ``2 goals``, ``1,200 records``; ``many`` where it is not ``one`` with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def with_article(noun: str) -> str:
    """``a goal``, ``an action``."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
