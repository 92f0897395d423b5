"""``NamedTuple`` as ``typing`` has it, for a fraction of what a class of it costs to define.

Every command defines a hundred such classes, and makes values of a few. The constructor of a class has to be
compiled, so it is made with the first value: that spares an everyday command an eighth of its time.
"""

from operator import itemgetter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:

    class NamedTuple(tuple):
        """A tuple whose parts have names: those annotated in its class, with their defaults."""

        def __init_subclass__(cls):
            super().__init_subclass__()
            names = tuple(cls.__annotations__)
            if not names:
                return  # It has those of the class that it is made of.
            defaults = {name: vars(cls)[name] for name in names if name in vars(cls)}

            def first(of, /, *values, **named):
                parts = "".join(f"{name}, " for name in names)
                made = eval(f"lambda _of, {parts}: _new(_of, ({parts}))", {"_new": tuple.__new__})
                made.__defaults__ = tuple(defaults.values())
                cls.__new__ = made
                return made(of, *values, **named)

            cls.__new__ = first
            cls._fields, cls._field_defaults, cls.__match_args__ = names, defaults, names
            for number, name in enumerate(names):
                setattr(cls, name, property(itemgetter(number)))

        _make = classmethod(tuple.__new__)

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, /, **changes):
            made = self._make(map(changes.pop, self._fields, self))
            if changes:
                raise TypeError(f"{type(self).__name__} has no {', '.join(changes)}")
            return made

        def __getnewargs__(self):
            return tuple(self)

        def __repr__(self):
            parts = ", ".join(f"{name}={value!r}" for name, value in self._asdict().items())
            return f"{type(self).__name__}({parts})"
