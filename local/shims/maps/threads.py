"""Work side by side, in threads of the interpreter's own."""

import contextvars
from collections.abc import Callable

from ministack.services import stepfunctions


def in_threads(work: Callable[[int], None], count: int, at_once: int) -> None:
    """Do numbered work, some at a time; return when all is done.

    Whoever replaced the interpreter's threads, to run in virtual time, runs these too.
    """
    if not count:
        return
    left, ended = iter(range(count)), list[bool]()
    workers = min(count, at_once)
    done = stepfunctions.threading.Event()

    def go() -> None:
        try:
            for number in left:
                work(number)
        finally:
            ended.append(True)
            if len(ended) == workers:
                done.set()

    for _ in range(workers):
        run = contextvars.copy_context().run
        stepfunctions.threading.Thread(target=run, args=(go,), daemon=True).start()
    done.wait()
