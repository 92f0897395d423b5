"""The commands, one file a noun: argv in, one call to the journal, one view out."""
