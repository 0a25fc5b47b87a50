"""A layer's archive depends on its files alone: not on times, modes, umask or order."""

import os
import zipfile
from pathlib import Path

from lambdas.layers.build import FIXED_TIME, pack

FILES = {"python/b.py": b"b", "python/a/__init__.py": b"", "python/a/lib.so": b"\x7fELF"}


def tree(folder: Path, names: list[str], mode: int, time: int) -> Path:
    """Write the files in this order, with this mode and time."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(FILES[name])
        file.chmod(mode)
        os.utime(file, (time, time))
    return folder


def packed(folder: Path) -> bytes:
    """Return the archive of a folder."""
    archive = folder.parent / f"{folder.name}.zip"
    pack(folder, archive)
    return archive.read_bytes()


def test_the_same_files_make_the_same_bytes(tmp_path: Path) -> None:
    one = tree(tmp_path / "one", sorted(FILES), 0o644, 1)
    other = tree(tmp_path / "other", sorted(FILES, reverse=True), 0o777, 2_000_000_000)
    assert packed(one) == packed(other)


def test_other_contents_make_other_bytes(tmp_path: Path) -> None:
    one = tree(tmp_path / "one", sorted(FILES), 0o644, 1)
    other = tree(tmp_path / "other", sorted(FILES), 0o644, 1)
    (other / "python/b.py").write_bytes(b"c")
    assert packed(one) != packed(other)


def test_an_archive_holds_sorted_files_of_one_time_that_everyone_may_read(tmp_path: Path) -> None:
    folder = tree(tmp_path / "one", list(FILES), 0o600, 1)
    packed(folder)
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        entries = archive.infolist()
        assert {entry.filename: archive.read(entry) for entry in entries} == FILES
    assert [entry.filename for entry in entries] == sorted(FILES)
    assert {entry.date_time for entry in entries} == {FIXED_TIME}
    modes = {entry.filename: oct(entry.external_attr >> 16) for entry in entries}
    assert modes["python/a/lib.so"] == "0o100755"
    assert modes["python/b.py"] == "0o100644"


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    packed(tree(tmp_path / "one", list(FILES), 0o644, 1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "one.zip"]
