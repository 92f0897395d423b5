"""Where the devices of one owner meet: a git repository, in which each has a folder of its own."""
