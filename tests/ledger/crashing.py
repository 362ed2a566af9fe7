"""Kill a process that writes decisions, again and again; run by test_crash.py.

Prints one line an acknowledged decision: whatever was printed must be found afterwards.
"""

import os
import random
import signal
import sys
from threading import Thread

from assay.ledger import Decision, Ledger


def write(path: str, start: int, pipe: int, threads: int) -> None:
    """Append decisions for ever, and tell of each that it is on disk."""
    ledger = Ledger(path)

    def run(thread: int) -> None:
        for n in range(10**6):
            item = f"{start}-{thread}-{n}"
            ledger.append([Decision(item, "drop", by=str(thread), event=item)])
            os.write(pipe, f"{item}\n".encode())

    for thread in range(threads):
        Thread(target=run, args=(thread,), daemon=True).start()
    signal.pause()


def main(path: str, wanted: int) -> None:
    """Kill until so many decisions were acknowledged."""
    dice = random.Random(0)
    told, round_ = 0, 0
    while told < wanted:
        reads, writes = os.pipe()
        round_ += 1
        child = os.fork()
        if not child:
            os.close(reads)
            write(path, round_, writes, threads=dice.choice([1, 3]))
        os.close(writes)
        with os.fdopen(reads) as acknowledged:
            for _ in range(dice.randint(1, 60)):
                sys.stdout.write(acknowledged.readline())
                told += 1
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            rest = acknowledged.read()  # told before the end
            sys.stdout.write(rest)
            told += rest.count("\n")
    sys.stdout.write(f"killed {round_}\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
