"""What does a request carry besides text?"""

from __future__ import annotations

from dataclasses import dataclass, field


class Written(str):
    """A value from a form or a query string: everything is text there, so the record of calls has to read it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a multipart request."""

    file_name: str
    mime_type: str
    content: bytes = field(repr=False)
