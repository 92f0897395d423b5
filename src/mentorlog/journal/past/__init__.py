"""How the past is kept: the change log, undo, and what was known on an earlier day."""
