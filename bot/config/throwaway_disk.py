"""Finds out whether the files of the bot lie on a disk that is thrown away with the container or at the next deploy."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pydantic_settings import EnvSettingsSource

from bot.config.settings import Settings
from storage.mounts import TABLE, find_mount

PLATFORMS = {
    "dyno": "Heroku",
    "railway_environment_id": "Railway",
    "railway_project_id": "Railway",
    "render": "Render",
    "fly_app_name": "Fly",
    "k_service": "Cloud Run",
    "koyeb_app_name": "Koyeb",
    "dokku_app_name": "Dokku",
}
"""By a variable that the platform sets, in small letters. Its own disk is new after each deploy; a volume is a mount of
its own."""
FLEETING = frozenset({"overlay", "tmpfs", "ramfs", "aufs", "fuse-overlayfs"})
"""File systems of containers without a volume, and of memory."""
ADVICE = (
    "everything stored is lost with it, and erased people come back with a backup: use PostgreSQL (DATABASE_URL), or a "
    "folder on a volume; if this disk stays, set DISK_STAYS=yes"
)


def find_throwaway_files(settings: Settings, table: Path = TABLE) -> dict[str, str]:
    """What is wrong and what to do, by the setting that names the file. Empty if all stay, or DISK_STAYS says so."""
    if settings.disk_stays:
        return {}
    platform = find_platform(EnvSettingsSource(Settings).env_vars.keys())
    found = {name: describe(file, platform, table) for name, file in settings.places.files.items()}
    return {name: f"{text}; {ADVICE}" for name, text in found.items() if text}


def find_platform(names: Collection[str]) -> str | None:
    """The platform that has set these variables."""
    known = {name.lower() for name in names}
    return next((platform for name, platform in PLATFORMS.items() if name in known), None)


def describe(file: Path, platform: str | None, table: Path) -> str:
    """Why the disk of `file` does not stay; empty if it does, or nobody knows."""
    mount = find_mount(file, table)
    if platform and (mount is None or mount.point == Path("/")):
        return f"{file} lies on the disk of {platform}, which is thrown away at each deploy and restart"
    if mount and mount.kind in FLEETING:
        return f"{file} lies on {mount.kind}, which goes with the container or the machine's memory"
    return ""
