"""Where a home lies, by the facts that systems give."""

from pathlib import Path

import pytest

from studio.store import place
from studio.store.local import Library
from studio.store.place import Place, mount_of, place_of

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/nas nfs4 rw 0 0
//server/share /mnt/My\040Share cifs rw 0 0
tmpfs /mnt/nas/local tmpfs rw 0 0
host /mnt/over fuse.sshfs rw 0 0
/dev/sdb1 /mnt/over ext4 rw 0 0
broken line
""".splitlines()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/x", "ext4"),
        ("/mnt/nas/home", "nfs4"),
        ("/mnt/nas", "nfs4"),
        ("/mnt/nas2", "ext4"),
        ("/mnt/My Share/home", "cifs"),
        ("/mnt/nas/local/x", "tmpfs"),
        ("/mnt/over/x", "ext4"),
    ],
)
def test_the_file_system_that_holds_a_path(path: str, kind: str) -> None:
    assert mount_of(Path(path), MOUNTS) == kind


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("OneDrive - Firm/studio", "OneDrive"),
        ("OneDrive/studio", "OneDrive"),
        ("Dropbox (Personal)/studio", "Dropbox"),
        ("Library/Mobile Documents/com~apple~CloudDocs/studio", "iCloud Drive"),
        ("iCloudDrive/studio", "iCloud Drive"),
        ("Google Drive/studio", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-a@b.c/My Drive/studio", "Google Drive"),
        ("Library/CloudStorage/Box-Box/studio", "Box"),
        ("Nextcloud/studio", "Nextcloud"),
        ("dropboxes/studio", ""),
        ("image-studio", ""),
    ],
)
def test_folders_that_are_carried_to_other_machines(tmp_path: Path, folder: str, name: str) -> None:
    assert place_of(tmp_path / folder, {}) == (Place("synced", name) if name else Place("local"))


def test_a_synchroniser_named_by_the_system_or_by_its_mark(tmp_path: Path) -> None:
    (tmp_path / "mine" / "deep").mkdir(parents=True)
    assert place_of(tmp_path / "mine" / "deep", {"OneDrive": str(tmp_path / "mine")}) == Place("synced", "OneDrive")
    (tmp_path / "mine" / ".stfolder").mkdir()
    assert place_of(tmp_path / "mine" / "deep", {}) == Place("synced", "Syncthing")


def test_a_link_into_a_synchronised_folder_is_seen_through(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "home").symlink_to(tmp_path / "Dropbox")
    assert place_of(tmp_path / "home", {}).name == "Dropbox"


def test_a_network_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "_network", lambda path: "nfs4")
    assert place_of(tmp_path, {}) == Place("network", "nfs4")


def test_the_index_of_a_synchronised_home_is_kept_without_wal(tmp_path: Path) -> None:
    library = Library(tmp_path / "Dropbox" / "home").open()
    with library.index._ask() as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert not list(library.home.glob("library.db-*"))
