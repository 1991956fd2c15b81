"""Every view made anew from the log, beside the live ones, while people go on reading and writing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shared.application import Application
from shared.eventlog.beside import beside, differs, put_in_place

_BATCH = 1000

Progress = Callable[[int], None]
"""Hears how many events have been taken in so far."""


@dataclass(frozen=True)
class Rebuilt:
    """``differing``: tables in which the live rows were not those that the log gives. That would show a bug."""

    events: int
    differing: tuple[str, ...]


def rebuild(application: Application, progress: Progress = lambda events: None) -> Rebuilt:
    """Make the views anew and put them in place of the live ones where they differ.

    Only that last step takes the writers' turn. Whatever stops it before leaves everything as it was.
    """
    scripts = [view.TABLES for view in application.blueprint.views]
    with beside(application.database, scripts) as other:
        position, differing = 0, None
        while differing is None:
            with other.read() as tx:
                reached = application.project_after(tx, position, _BATCH)
                if reached == position:
                    # All in one snapshot: the live tables are as old as the last event that was taken in.
                    differing = tuple(table for table in application.view_tables if differs(tx, other, table))
            position = reached
            progress(position)
        if differing:
            with other.write() as tx:
                position = application.project_all(tx, position)
                # What is right already could have been made from what is not, so all of them.
                for table in application.view_tables:
                    put_in_place(tx, other, table)
        return Rebuilt(position, differing)
