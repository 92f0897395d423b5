"""The manual page, made from the commands themselves: what ``man mentorlog`` shows."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from mentorlog import __version__, cli
from reference import argument, choices, first_sentence, verbs

_SHARED_BY = 5
"""What this many commands take, in the same words, is told of once."""

Option = tuple[str, str]
"""How an option, or an argument, is written, in roff, and its help."""


def page(day: str) -> str:
    """The whole page, dated ``day`` (ISO)."""
    root: Any = cli._root()
    commands = list(_commands(root))
    counted = Counter(each for _, _, command in commands for each in _taken(command))
    shared = {each for each, count in counted.items() if count >= _SHARED_BY}
    told: dict[tuple[Option, ...], str] = {}
    lines = [
        f'.TH MENTORLOG 1 {day} "mentorlog {__version__}" "User Commands"',
        *_BEFORE.strip().splitlines(),
        ".SH OPTIONS",
        r"These stand before the command; \fB\-\-for\fR to \fB\-\-json\fR are of the screen of today.",
        *_listed(_options(root)),
        ".SH COMMANDS",
        r"A noun alone lists, as its \fBlist\fR does.",
        "What many commands take is under SHARED OPTIONS.",
        r"In an edit \fBnone\fR takes away a link, a day or a text that a record can do without.",
    ]
    for heading, below in groupby(commands, key=lambda each: each[0]):
        lines.append(f".SS {_text(heading)}")
        for _, path, command in below:
            lines += _command(path, command, shared, told)
    lines += [".SH SHARED OPTIONS", *_listed(sorted(shared))]
    lines += _AFTER.strip().splitlines()
    return "\n".join(_folded(lines)) + "\n"


def _commands(root: Any) -> Iterator[tuple[str, str, Any]]:
    """Each command, with the heading it stands under and the words that call it.

    The nouns of a panel have headings of their own, below its other commands.
    """
    for panel, entries in groupby(cli.TABLE, key=lambda entry: entry.panel):
        shown = [(entry, root.commands[entry.name]) for entry in entries]
        for entry, command in sorted(shown, key=lambda each: bool(verbs(each[1]))):
            if not verbs(command):
                yield panel, entry.name, command
            for name, verb in verbs(command).items():
                if not verb.hidden:
                    yield f"{entry.name}: {entry.help}", f"{entry.name} {name}", verb


def _command(
    path: str, command: Any, shared: set[Option], told: dict[tuple[Option, ...], str]
) -> Iterator[str]:
    """A command; what it takes is ``told`` where another one that takes the same stands."""
    words = "".join(f" {_emphasised(argument(param))}" for param in _arguments(command))
    yield ".TP"
    yield rf"\fB{_text(path)}\fR{words}"
    yield from _sentences(first_sentence(command))
    taken = tuple(_taken(command))
    own = [each for each in taken if each not in shared]
    if own and told.setdefault(taken, path) != path:
        yield rf"It takes the same as \fB{_text(told[taken])}\fR."
        return
    if own:
        yield from (".RS", ".PD 0")
        yield from _listed(own)
        yield from (".PD", ".RE")
    options = [each for each in _options(command) if each in shared]
    if options:
        yield ".IP"
        yield f"Also {', '.join(re.sub(r' .fI.*', '', how) for how, _ in options)}."


def _taken(command: Any) -> list[Option]:
    """The arguments and the options of a command, but for references, which the description tells of."""
    arguments = [each for each in _arguments(command) if not _REFERENCE.fullmatch(each.help or "")]
    return [
        *((_emphasised(_bare(argument(each))), each.help or "") for each in arguments),
        *_options(command),
    ]


_REFERENCE = re.compile(
    r"(?:[a-z]3, 3 or words of it|One or more|Part of a name(?: for the|, or r2) .*|Part of a name"
    r"|g3, s-1 from the newest, last, or words of a title(?:; several at once)?)\."
)


def _arguments(command: Any) -> list[Any]:
    return [param for param in command.params if param.param_type_name == "argument"]


_NONE = re.compile(r", or none\.$")
"""What the help of an option of an edit ends in; the page says once what it means."""


def _options(command: Any) -> list[Option]:
    return [
        (_written(param), _NONE.sub(".", param.help or ""))
        for param in command.params
        if param.param_type_name == "option"
        and not getattr(param, "hidden", False)
        and param.name != "help"
    ]


def _written(param: Any) -> str:
    flags = ", ".join(rf"\fB{_text(flag)}\fR" for flag in sorted(param.opts, key=len))
    return flags if param.is_flag else rf"{flags} \fI{_text(param.metavar or choices(param))}\fR"


def _emphasised(words: str) -> str:
    """An argument: its name in italics, the brackets around it not."""
    name = _bare(words).removesuffix("…")
    return _text(words).replace(_text(name), rf"\fI{_text(name)}\fR")


def _bare(words: str) -> str:
    """The words without the brackets around them, which say that they may be left out."""
    found = re.fullmatch(r"\[(.*)\](…?)", words)
    return f"{found[1]}{found[2]}" if found else words


def _listed(options: Iterable[Option]) -> Iterator[str]:
    for written, help in options:
        yield ".TP"
        yield written
        yield from _sentences(help)


def _sentences(text: str) -> list[str]:
    """Roff wants each sentence on a line of its own, to space it as it likes."""
    return [_line(line) for line in re.split(r"(?<=[.:;?!]) (?=[A-Z])", text) if line] or [r"\&"]


def _text(text: str) -> str:
    plain = text.replace("…", "...").replace("\\", r"\e").replace("-", r"\-").replace("–", r"\(en")
    assert plain.isascii(), text
    return plain


def _line(text: str) -> str:
    """A line of text, which roff must not take for one of its requests."""
    safe = _text(text)
    return rf"\&{safe}" if safe.startswith((".", "'")) else safe


def _folded(lines: Iterable[str]) -> Iterator[str]:
    """The lines, none longer than 79 but for tags, which roff wants on one."""
    before = ""
    for line in lines:
        if line.startswith(".") or before == ".TP":
            yield line
        else:
            parts = textwrap.wrap(line, 79, break_long_words=False, break_on_hyphens=False)
            yield from (rf"\&{part}" if part.startswith((".", "'")) else part for part in parts)
        before = line


_BEFORE = r"""
.SH NAME
mentorlog \- a career\-development journal for the terminal
.SH SYNOPSIS
\fBmentorlog\fR [\fIOPTION\fR]... [\fICOMMAND\fR [\fIARGUMENT\fR]...]
.SH DESCRIPTION
Log what a mentoring session gave you in seconds, see how your goals really move, and hand over a
progress report that never lets a private line out.
Everything lives in one SQLite file that you keep; nothing is sent anywhere.
.PP
Without a command it shows today: what is due, how the goals stand, when you meet next.
\fBmentorlog help\fR \fICOMMAND\fR tells of one command, \fBmentorlog help\fR \fITOPIC\fR of
days, documents, figures, import, privacy, safety, templates or views.
.PP
A reference (\fIG\fR, \fIM\fR, \fIS\fR and the like, \fIREF\fR for any; with ... one or more) is a number (\fB3\fR), a
letter and number (\fBg3\fR: goal g, milestone m, session s, takeaway t, action a, win w, skill rating k, person p,
mentorship r, version of an agreement v), \fBs\-1\fR for the newest, \fBlast\fR, or words that match one open title
(\fBoutline\fR).
Without a noun a number needs its letter.
\fIWHO\fR is any part of a name that matches one person.
It also names the mentorship with them, as \fBr2\fR does, and your agreement in force, as \fBv3\fR does.
.PP
A \fIDAY\fR is \fBtoday\fR, \fByesterday\fR, \fBfriday\fR (the coming one; looking back, the last),
\fBnext friday\fR, \fBin 2 weeks\fR, \fB3 days ago\fR, \fB2w\fR, \fB6m\fR, \fBend of month\fR,
\fB15 mar\fR, \fB2026\-11\-22\fR or \fBmarch\fR.
A \fIPERIOD\fR is \fB2026\fR, \fB2026\-Q3\fR, \fB2026\-11\fR, \fBthis\-quarter\fR,
\fBlast 90 days\fR or \fB2026\-07\-01..2026\-09\-30\fR.
.PP
Standard output is what was asked for, standard error is talk.
Text that starts with a dash goes after \fB\-\-\fR.
"""

_AFTER = r"""
.SH PRIVACY
What is \fBprivate\fR only you see (session notes and reflections, unless you say otherwise);
\fBshared\fR is for you and its readers: who attended the session, or whom \fB\-\-with\fR names;
\fBpublic\fR may stand in any report you make.
Only \fB\-\-for\fR decides who reads: without it you see everything.
This is a boundary of output, not encryption.
.SH ENVIRONMENT
.TP
.B MENTORLOG_JOURNAL
The journal, where \fB\-\-journal\fR names none.
.TP
.B MENTORLOG_TODAY
A day or an instant that stands for now, in what is shown and what is recorded.
.TP
.B MENTORLOG_DEBUG
Where it is set, an error shows its traceback, which may hold words of the journal.
.TP
.BR VISUAL ", " EDITOR
The editor, where the settings name none.
.TP
.B PAGER
What shows long output on a terminal; \fBless\fR if it is not set.
.TP
.B NO_COLOR
Where it is set, nothing is coloured.
.TP
.B COLUMNS
The width to fit, in place of the terminal's.
.SH FILES
The places are those of the platform; \fBmentorlog config\fR says which.
On Linux:
.TP
.I \(ti/.local/share/mentorlog/journal.db
The journal, an SQLite file that its owner alone may read.
Its views whose names start with \fBv_\fR are for other tools, and show private rows too.
.TP
.I \(ti/.local/share/mentorlog/drafts/
What was typed and not saved.
.TP
.I \(ti/.config/mentorlog/config.toml
The settings.
.TP
.I \(ti/.cache/mentorlog/demo/journal.db
The sample year that \fBmentorlog demo\fR makes.
.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The journal says no: not found, ambiguous, already closed, nothing to undo.
.TP
.B 2
Wrong usage, or words that cannot be read as a day, a number or a period.
.TP
.B 3
The journal cannot be used: locked, damaged, newer than this program, no permission, disk full.
.TP
.B 4
It is saved, but standard output cannot be written: what would have stood there is said on standard error.
.TP
.B 130
Interrupted.
.SH EXAMPLES
Say who mentors you and what you work towards, once:
.PP
.RS
.nf
mentorlog mentor add "Dana Ortiz" \-\-every 2w
mentorlog goal add "Speak at a conference" \-\-by 2027\-03\-31
.fi
.RE
.PP
After each session; the first asks for one line after another:
.PP
.RS
.nf
mentorlog log dana
mentorlog log dana \-t "Open with a story" \-a "Draft it, due friday"
mentorlog check\-in 1 40 \-\-note "Proposal accepted"
mentorlog done outline
.fi
.RE
.PP
Look back, and hand something over:
.PP
.RS
.nf
mentorlog review sam
mentorlog timeline \-\-since 3m
mentorlog report \-\-for manager \-\-period 2026\-Q3 \-o q3.md
.fi
.RE
.SH SEE ALSO
.BR sqlite3 (1)
"""
