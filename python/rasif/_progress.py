# SPDX-License-Identifier: MIT
"""Progress: a bar in a notebook or on the terminal, or a function of the caller's; and Ctrl-C while the library works."""
from __future__ import annotations

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from ctypes import c_void_p
from typing import Any, Union

from ._library import Progress, lib
from .errors import Cancelled

ProgressFunction = Callable[[str, float], object]
ProgressOption = Union[bool, ProgressFunction, None]


class _NotebookBar:
    """A progress element of HTML that is updated in place, and removed at the end."""

    def __init__(self, display: Callable[..., Any]) -> None:
        self._handle = display(self._data('', 0.0), raw=True, display_id=True)

    @staticmethod
    def _data(stage: str, done: float) -> dict[str, str]:
        percent = f'{100 * done:.0f} %'
        return {'text/plain': f'rasif: {percent} {stage}',
                'text/html': f'<progress max="1" value="{done:.3f}" aria-label="rasif"></progress> {percent} {stage}'}

    def __call__(self, stage: str, done: float) -> None:
        self._handle.update(self._data(stage, done), raw=True)

    def end(self) -> None:
        self._handle.update({'text/plain': '', 'text/html': ''}, raw=True)


class _TerminalBar:
    """One line of the error stream, written over itself."""

    def __call__(self, stage: str, done: float) -> None:
        print(f'\rrasif: {100 * done:3.0f} % {stage:<10}', end='', file=sys.stderr, flush=True)

    def end(self) -> None:
        print('\r' + ' ' * 30, end='\r', file=sys.stderr, flush=True)


def _bar() -> _NotebookBar | _TerminalBar:
    """In a notebook's kernel IPython is there, with a kernel."""
    ipython = sys.modules.get('IPython')
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is not None and getattr(shell, 'kernel', None) is not None:
        from IPython.display import display
        return _NotebookBar(display)
    return _TerminalBar()


class _Interrupts:
    """While the library works an interrupt is noted, and the library's next question stops the run: an exception raised
    between a callback of C and its first line would be lost."""

    def __init__(self) -> None:
        self.seen = False

    def note(self, _number: int, _frame: object) -> None:
        self.seen = True

    @contextlib.contextmanager
    def noted(self) -> Iterator[None]:
        usual = (threading.current_thread() is threading.main_thread() and
                 signal.getsignal(signal.SIGINT) is signal.default_int_handler)
        if not usual:
            yield
            return
        signal.signal(signal.SIGINT, self.note)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def watched(context: c_void_p, progress: ProgressOption) -> Iterator[None]:
    """Around a call that may take long: shows progress, and raises KeyboardInterrupt or what the caller's function raised
    when that was the reason of the end."""
    bar = _bar() if progress is True else None
    show: ProgressFunction | None = bar if bar is not None else progress if callable(progress) else None
    interrupts = _Interrupts()
    raised: list[BaseException] = []

    def ask(_user: int | None, stage: bytes, done: float) -> int:
        if interrupts.seen:
            return 1
        try:
            if show is not None:
                show(stage.decode(), done)
        except BaseException as error:  # noqa: B902  it can't pass through C
            raised.append(error)
            return 1
        return 0

    callback = Progress(ask)
    lib.rasif_context_set_progress(context, callback, None)
    try:
        with interrupts.noted():
            yield
    except Cancelled as error:
        if raised:
            raise raised[0] from None
        if interrupts.seen:
            raise KeyboardInterrupt from error
        raise
    finally:
        lib.rasif_context_set_progress(context, Progress(0), None)
        if bar is not None:
            bar.end()
    if interrupts.seen:
        raise KeyboardInterrupt
