"""Completion in bash, zsh and fish: their scripts, where these go, and what they are answered.

A script runs the program with ``_MENTORLOG_COMPLETE`` set and the words so far as its arguments, the
last of them the one being typed, and gets back a line for each that fits: the value, and for zsh and
fish a tab and what it means. Bash has no place for that, so there it stands in the value while several
are listed, as nothing of them is put into the line then but what all begin with. The line ``:files``
asks for the shell's own files; else it offers none. No script evaluates what it gets, since titles
come from other people. PowerShell has Typer's own script.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

from mentorlog.errors import WrongUsage
from mentorlog.folding import cells, chopped, padded
from mentorlog.values import NamedTuple

NAME = "mentorlog"
VARIABLE = "_MENTORLOG_COMPLETE"
"""Names the shell that asks for completion."""

OURS = ("bash", "zsh", "fish")
"""The shells that have a script of ours."""

FILES = ":files"
"""Ends what is offered where the shell is to offer its files; no value has a colon."""

THIS = "this"
"""In place of a shell's name: the one that runs the program."""

_SCRIPTS = Path(__file__).parents[1] / "completions"


class Shell(NamedTuple):
    """Where a shell looks for its own completions, the name of our script, and what it may want besides."""

    folder: Path
    file: str
    hint: str

    @property
    def script(self) -> str:
        """Our script, which has the name that it is installed under."""
        return (_SCRIPTS / self.file).read_text(encoding="utf-8")


def _shells(environ: Mapping[str, str]) -> dict[str, Shell]:
    home = Path.home()
    data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    bash = Path(environ.get("BASH_COMPLETION_USER_DIR") or data / "bash-completion")
    bash /= "completions"
    zsh = Path(environ.get("ZDOTDIR") or home) / ".zfunc"
    return {
        "bash": Shell(
            bash, NAME,
            "a new shell reads it where bash-completion is installed; elsewhere add this line to"
            f" ~/.bashrc: source '{bash / NAME}'",
        ),
        "zsh": Shell(
            zsh, f"_{NAME}",
            "a new shell reads it where ~/.zshrc has this line, before any other compinit:"
            f" fpath+=('{zsh}'); autoload -Uz compinit; compinit",
        ),
        "fish": Shell(config / "fish" / "completions", f"{NAME}.fish", "a new shell reads it"),
    }  # fmt: skip


_POWERSHELL = ("powershell", "pwsh")


def script(name: str, environ: Mapping[str, str] = os.environ) -> str:
    """The completion script of a shell, ``THIS`` for the one at hand; raises ``WrongUsage``."""
    name = _known(name)
    if name in _POWERSHELL:
        words = {"prog_name": NAME, "complete_var": VARIABLE, "shell": name}
        return f"{_typers().get_completion_script(**words)}\n"
    return _shells(environ)[name].script


def install(name: str, environ: Mapping[str, str] = os.environ) -> tuple[Path, str]:
    """Write a shell's script where it looks for its own, and nothing else; the file and a hint.

    Raises ``WrongUsage`` for a shell that looks nowhere, or is not known.
    """
    name = _known(name)
    if name in _POWERSHELL:
        raise WrongUsage(
            "PowerShell has no folder for completions.",
            f"add what this prints to your $PROFILE: {NAME} --show-completion",
        )
    shell = _shells(environ)[name]
    path = shell.folder / shell.file
    missing = [each for each in (shell.folder, *shell.folder.parents) if not each.exists()]
    shell.folder.mkdir(parents=True, exist_ok=True)
    path.write_text(shell.script, encoding="utf-8", newline="\n")
    # Whatever the umask is: zsh reads no completion that others may write.
    path.chmod(0o644)
    for folder in missing:
        folder.chmod(0o755)
    return path, shell.hint


def _known(name: str) -> str:
    """The shell's name in our spelling."""
    found = _at_hand() if name == THIS else name.lower()
    if found in (*_shells({}), *_POWERSHELL):
        return found
    raise WrongUsage(
        f"There is no completion for the shell {found}."
        if found
        else "What shell this is cannot be told.",
        f"name one: {NAME} --show-completion bash, zsh, fish or powershell",
    )


def _at_hand() -> str:
    """The name of the shell that runs the program; empty where it cannot be told."""
    import shellingham

    try:
        return str(shellingham.detect_shell()[0])
    except shellingham.ShellDetectionFailure:
        return ""


def answer(command: Any, shell: str, words: Sequence[str]) -> None:
    """Print what fits the last of ``words``, as the shell's script wants it."""
    _typers().completion_init()
    if shell not in _shells({}):
        # Typer's script for PowerShell: the words are in the environment.
        TyperGroup.main(command, [], prog_name=NAME)
        return
    typed = words[-1] if words else ""
    before = [_unquoted(word) for word in words[:-1]] if shell == "bash" else list(words[:-1])
    found = dict(_found(command, before, _unquoted(typed)))
    if any(value.endswith(FILES) for value in found):
        sys.stdout.write(f"{FILES}\n")
    elif shell == "bash":
        sys.stdout.writelines(f"{line}\n" for line in _for_bash(found, typed))
    else:
        # Fish takes a word as a whole, --goal= included; zsh completes what is after it.
        option, equals, _ = typed.partition("=")
        start = option + equals if shell == "fish" and equals and option.startswith("--") else ""
        sys.stdout.writelines(f"{start}{value}\t{help}\n" for value, help in found.items())


def _unquoted(word: str) -> str:
    """The word without the quotes and backslashes by which a shell takes it as one; they may be open."""
    quote = word[:1]
    if quote and quote in "'\"":
        return word[1:].removesuffix(quote)
    return re.sub(r"\\(.)", r"\1", word)


_INTO_THE_LINE = ("37", "42")
"""Bash's kinds of completion that put whole values into the line, one after another."""


def _for_bash(found: Mapping[str, str], typed: str) -> list[str]:
    """The values as bash is to put them into the line; what they mean beside them where it only lists."""
    is_quoted = typed[:1] in ("'", '"')
    values = {value: value if is_quoted else value.replace(" ", "\\ ") for value in found}
    in_line = os.environ.get("COMP_TYPE") in _INTO_THE_LINE or any(" " in each for each in values)
    if len(values) < 2 or in_line or not any(found.values()):
        return list(values.values())
    width = max(map(cells, values))
    room = max(1, shutil.get_terminal_size().columns - 1)
    return [
        chopped(f"{padded(value, width)}  ({help})", room)[0] if help else value
        for value, help in found.items()
    ]


def _found(command: Any, before: Sequence[str], typed: str) -> Iterator[tuple[str, str]]:
    # Bash parts --goal=g3 into three words.
    before = [word for word in before if word != "="]
    any_shells = _typers().shell_completion.get_completion_class("bash")
    for item in any_shells(command, {}, NAME, VARIABLE).get_completions(before, typed):
        if item.type == "plain":
            yield _one_line(item.value), _one_line(item.help or "")


def _one_line(text: str) -> str:
    return "".join(character for character in " ".join(text.split()) if character.isprintable())


def _typers() -> Any:
    return import_module("typer.completion")
