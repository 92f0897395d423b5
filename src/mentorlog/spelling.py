"""How names, titles, tags and skills are spelt: how they are stored, and how they are compared.

They are stored composed (Unicode's NFC), so that what looks the same is the same. They are compared
without letter case, accents and width: ``JOSÉ`` is ``jose``. A mark that makes another letter, as a
vowel sign of Hindi does, is no accent. A word is letters, marks and digits.
"""

import re
from collections.abc import Mapping
from unicodedata import category, normalize

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3"
    "\u07fd\u0816-\u082d\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75"
    "\u0a81-\u0ae3\u0afa-\u0b63\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d"
    "\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ece\u0f18-\u0f19\u0f35"
    "\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6\u102b-\u103e\u1056-\u109d\u135d-\u135f"
    "\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f"
    "\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37\u1cd0-\u1cd2\u1cd4-\u1dff"
    "\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a\ua66f-\ua672"
    "\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1\ua8ff-\ua92d"
    "\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6"
    "\uabe3-\uabea\uabec-\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U00010a00-\U00016fff"
    "\U0001e000-\U0001e94a\U000e0100-\U000e01ef"
)
"""The marks of all scripts, for a class of characters in a regular expression.

A range goes on over letters, which such a class holds anyway, and over what is not assigned.
"""

WORD = rf"[\w{MARKS}\u200c\u200d]"
"""A character of a word: a letter, a mark, a digit, ``_``, or what joins two letters unseen."""

# Patterns as text: what needs none of them need not wait for its compilation, a millisecond each.
_WHOLE = rf"[^\W_]{WORD}*"
_IN_TAG = f"{WORD[:-1]}./-]"
_ACCENTS = (
    "[\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0\ufe00-\ufe0f"
    "\ufe20-\ufe2f]"
)
_WITHOUT_STROKE = str.maketrans("øłđħŧı", "oldhti")


def stored(text: str) -> str:
    """The text composed, as names, titles, tags and skills are kept."""
    return normalize("NFC", text)


def folded(text: str) -> str:
    """What spellings of the same words have in common."""
    if text.isascii():
        return text.lower()
    plain = re.sub(_ACCENTS, "", normalize("NFKD", text)).casefold()
    plain = re.sub(_ACCENTS, "", normalize("NFKD", plain))
    return normalize("NFC", plain.translate(_WITHOUT_STROKE))


def words(text: str) -> tuple[str, ...]:
    """The words of a text, folded; where there is none, what stands between blanks."""
    flat = folded(text).replace("_", " ")
    found = re.findall("[a-z0-9]+" if flat.isascii() else _WHOLE, flat)
    return tuple(found or flat.split())


def that_fit(named: Mapping[int, str], who: str) -> list[int]:
    """The numbers of the names that ``who`` fits: a whole name, else those with a word that begins so, else any with it."""
    wanted, known = " ".join(words(who)), {id: " ".join(words(name)) for id, name in named.items()}
    found = [id for id, name in known.items() if wanted and wanted in name]
    whole = [id for id in found if known[id] == wanted]
    return whole or [id for id in found if f" {wanted}" in f" {known[id]}"] or found


def spoken(text: str) -> list[str]:
    """The words of a text as they are written in it."""
    return re.findall(_WHOLE, stored(text).replace("_", " "))


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen by itself: blanks, and marks without a letter."""
    return all(category(each)[0] in "MZ" or category(each) in ("Cc", "Cf") for each in text)


def is_none(text: str) -> bool:
    """Whether it is the word that takes away what was there."""
    return text.strip().casefold() == "none"


def is_tag(text: str) -> bool:
    """Whether the text can be a tag: one word, in which ``.``, ``/`` and ``-`` may stand."""
    return bool(re.fullmatch(rf"\w{_IN_TAG}{{0,59}}", text))


def hashtags(text: str) -> tuple[str, ...]:
    """The tags that stand in a text, as ``#talks``; a number, a URL's end, ``C#`` and ``#c++`` are none."""
    if "#" not in text:
        return ()
    goes_on = f"[+#&@=$%{_IN_TAG[1:]}"  # c++ and r&d are other words than c and r
    found = re.findall(rf"(?<![^\s(\[{{\"'“‘])#([^\W\d_]{_IN_TAG}{{0,59}})(?!{goes_on})", text)
    return tuple(dict.fromkeys(each.rstrip("./-") for each in found))


def nearest_tag(text: str) -> str | None:
    """The tag that a text can be, what no tag may hold being a dash; None where nothing is left."""
    tag = re.sub(f"[^{_IN_TAG[1:]}+", "-", stored(text).strip().removeprefix("#"))[:60].strip("-./")
    return tag if is_tag(tag) else None
