"""Values that a request carries outside of JSON: text of forms, and files."""

from __future__ import annotations

from dataclasses import field

from simulator.schema.frozen import frozen


class FormText(str):
    """A value from a form or a query string, where everything is text; the record of calls parses it."""

    __slots__ = ()


@frozen
class Upload:
    """A file part of a multipart request."""

    file_name: str
    mime_type: str
    content: bytes = field(repr=False)
