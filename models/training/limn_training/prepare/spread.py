"""Many small tasks over several processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def spread(work: Callable[[Task], Result], tasks: Iterable[Task], workers: int, start: Callable[..., None], setup: tuple) -> Iterator[Result]:
    """Results as they come, in any order. Every process calls `start(*setup)` first; one worker is this process itself."""
    if workers <= 1:
        start(*setup)
        yield from map(work, tasks)
    else:
        with multiprocessing.get_context("spawn").Pool(workers, start, setup) as pool:
            yield from pool.imap_unordered(work, tasks, chunksize=8)
