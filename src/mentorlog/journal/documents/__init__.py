"""Session documents: what a log writes, and what a document that comes back changes."""
