"""One journal on several devices: its change log, stamped and sorted, is the same on each.

The rows of all devices have one order, by their stamps. What the journal holds is what comes of playing them in
that order, whatever order they arrived in: where rows arrive that belong before some that are here, these are
taken back, and all are played again.
"""
