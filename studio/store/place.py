"""What kind of place a folder is: this machine's own disk, a network's, or one that a program carries to other machines.

It matters for SQLite's WAL, whose shared memory only one machine sees, and for locks. Learned from facts, never by trying: the type of the file system where
the system tells it, the environment and the names that synchronisers give their folders. What nothing is known of counts as this machine's own.
"""

import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

NETWORK = frozenset({
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse.davfs", "fuse.davfs2", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs", "gfs2", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "osxfuse", "prl_fs", "smb", "smb2", "smb3", "smbfs", "sshfs",
    "vboxsf", "virtiofs", "vmhgfs", "webdav",
})  # fmt: skip
"""File systems behind which other machines may be: names of /proc/mounts (proc(5)) and of macOS's statfs."""

_VARIABLES = {"OneDrive": "OneDrive", "OneDriveConsumer": "OneDrive", "OneDriveCommercial": "OneDrive"}  # Windows sets them for its own synchroniser
_FOLDERS = (
    ("onedrive", "OneDrive"),  # "OneDrive", "OneDrive - Firm", macOS "OneDrive-Personal"
    ("dropbox", "Dropbox"),
    ("com~apple~clouddocs", "iCloud Drive"),  # macOS ~/Library/Mobile Documents/com~apple~CloudDocs
    ("iclouddrive", "iCloud Drive"),  # Windows
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),  # macOS ~/Library/CloudStorage/GoogleDrive-<mail>
    ("my drive", "Google Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("syncthing", "Syncthing"),
)
_MARKS = ((".stfolder", "Syncthing"), (".dropbox.cache", "Dropbox"), (".sync", "Resilio Sync"))
_DRIVE_REMOTE = 4  # GetDriveTypeW: https://learn.microsoft.com/windows/win32/api/fileapi/nf-fileapi-getdrivetypew


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is the synchroniser's or the file system's, empty for this machine's own disk."""

    kind: Literal["local", "synced", "network"]
    name: str = ""


def place_of(folder: Path, environ: Mapping[str, str] | None = None) -> Place:
    """Where a folder lies; it need not exist yet. `environ` is the process environment unless given."""
    path = Path(os.path.realpath(folder))
    if name := _network(path):
        return Place("network", name)
    if name := _synced(path, os.environ if environ is None else environ):
        return Place("synced", name)
    return Place("local")


def mount_of(path: Path, mounts: Iterable[str]) -> str:
    """The type of the file system that holds `path`, by lines as /proc/mounts has them; empty where none does."""
    best, kind = -1, ""
    for line in mounts:
        fields = line.split()
        if len(fields) < 3:
            continue
        point = Path(_plain(fields[1]))
        if path.is_relative_to(point) and len(point.parts) >= best:  # of two on one point the later lies on top
            best, kind = len(point.parts), fields[2]
    return kind


def _synced(path: Path, environ: Mapping[str, str]) -> str:
    for variable, name in _VARIABLES.items():
        if (root := environ.get(variable)) and path.is_relative_to(os.path.realpath(root)):
            return name
    for part in (path, *path.parents):
        for mark, name in _MARKS:
            if (part / mark).exists():
                return name
        for begin, name in _FOLDERS:
            lower = part.name.casefold()
            if lower == begin or (lower.startswith(begin) and not lower[len(begin)].isalnum()):
                return name
    if "CloudStorage" in path.parts and "Library" in path.parts:  # where macOS keeps every file provider
        return path.parts[path.parts.index("CloudStorage") + 1].partition("-")[0] if path.parts[-1] != "CloudStorage" else "CloudStorage"
    return ""


def _network(path: Path) -> str:
    if sys.platform == "win32":
        import ctypes

        if path.drive.startswith("\\\\"):
            return "SMB"
        return "SMB" if ctypes.windll.kernel32.GetDriveTypeW(f"{path.anchor}") == _DRIVE_REMOTE else ""
    try:
        with Path("/proc/self/mounts").open(encoding="utf-8", errors="surrogateescape") as mounts:
            kind = mount_of(path, mounts)
    except OSError:  # no Linux: macOS mounts networks under /Volumes, and tells their type only through statfs
        kind = ""
        if sys.platform == "darwin" and path.is_relative_to("/Volumes") and len(path.parts) > 2:
            kind = _darwin(path)
    return kind if kind in NETWORK else ""


def _darwin(path: Path) -> str:
    """The type that `mount` names for the volume of a path."""
    import subprocess

    try:
        said = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    lines = []
    for line in said.splitlines():  # //me@server/share on /Volumes/share (smbfs, nodev, nosuid)
        device, on, rest = line.partition(" on ")
        point, bracket, kinds = rest.rpartition(" (")
        if on and bracket:
            lines.append(f"{device.replace(' ', '')} {point.replace(' ', chr(92) + '040')} {kinds.split(',')[0].rstrip(')')}")
    return mount_of(path, lines)


def _plain(point: str) -> str:
    """A mount point as /proc/mounts writes it: spaces and tabs are octal escapes (getmntent(3))."""
    for escape, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(escape, letter)
    return point
