"""How the file is kept: backup, restore, doctor and repair, purge."""
