"""How the records of other programs and of documents come in: matched, checked, and stored by our rules."""
