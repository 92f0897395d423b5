"""The way in, for the console script and for ``python -m mentorlog``."""

import gc
import os


def run() -> None:
    """Run the process's command line and exit.

    Ctrl-C is a sentence from the first moment, also while modules load.

    A command lives for a tenth of a second and leaves hardly a cycle behind; looking for them
    while modules load is 5 % of its time, so it is done a hundred times less often.
    """
    gc.set_threshold(70_000, 20, 20)
    try:
        from mentorlog import cli

        cli.run()
    except KeyboardInterrupt:
        os.write(2, b"Interrupted.\n")
        os._exit(130)


if __name__ == "__main__":
    run()
