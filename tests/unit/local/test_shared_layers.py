"""Functions of the embedded AWS look into one copy of a layer; their code stays their own."""

import zipfile
from pathlib import Path

from local.shims.functions import SharedLayers


def archive(path: Path, text: str) -> Path:
    """Write an archive of one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("python/module.py", text)
    return path


def unpack(function: Path, name: str, text: str) -> Path:
    """Unpack an archive as the emulator does for a function; return its folder."""
    folder = function / name
    folder.mkdir(parents=True)
    with SharedLayers(archive(function / f"{name}.zip", text)) as file:
        file.extractall(folder)
    return folder


def test_the_same_layer_is_unpacked_once(tmp_path: Path) -> None:
    one, other = (unpack(tmp_path / name, "layer_0", "a = 1") for name in ("one", "other"))
    assert one.resolve() == other.resolve()
    assert (other / "python/module.py").read_text() == "a = 1"
    assert not (tmp_path / "one/layer_0.zip").exists()


def test_another_layer_has_a_folder_of_its_own(tmp_path: Path) -> None:
    unpack(tmp_path / "one", "layer_0", "a = 1")
    other = unpack(tmp_path / "other", "layer_0", "a = 2")
    assert (other / "python/module.py").read_text() == "a = 2"


def test_code_is_not_shared(tmp_path: Path) -> None:
    code = unpack(tmp_path / "one", "code", "a = 1")
    assert not code.is_symlink()
    assert (tmp_path / "one/code.zip").exists()
