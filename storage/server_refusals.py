"""Why a database server cannot be used. `file` names the database, without a password."""

from __future__ import annotations

from storage.statements import StorageUnavailable


class ServerRefusal(StorageUnavailable):
    """A kind says why."""

    @property
    def setting(self) -> str:
        """The name of the setting that leads to this server."""
        return str(getattr(self.file, "setting", "DATABASE_URL"))


class DriverMissing(ServerRefusal):
    """The library that talks to the server is not installed."""


class ServerUnreachable(ServerRefusal):
    """No server answers there, or the connection broke off."""


class LoginRefused(ServerRefusal):
    """The server does not let this role in: an unknown name, a wrong password, or a rule of the server."""


class DatabaseMissing(ServerRefusal):
    """The server has no such database, or the database has no such schema."""


class RightMissing(ServerRefusal):
    """The role may not create tables, or not use them."""


class ServerTooOld(ServerRefusal):
    """The server is of an older version than the engine needs."""


class WrongEncoding(ServerRefusal):
    """The database does not store UTF-8."""
