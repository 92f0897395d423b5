"""What goes to a partner's journal and what comes from it: records stay whose they are."""
