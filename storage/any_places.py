"""Where an installation is: in files alone, or with its database on a server."""

from __future__ import annotations

from storage.places import Places
from storage.postgres.places import ServerPlaces
from storage.statements import NoFile

AnyPlaces = Places | ServerPlaces


def in_files(places: AnyPlaces) -> Places:
    """For what works on files alone. Raises NoFile."""
    if isinstance(places, ServerPlaces):
        raise NoFile
    return places
