"""Builds the Lambda layers from hash-pinned wheels: `python -m lambdas.layers.build TARGET`.

The targets are `lambda` (Lambda's platform) and `host` (this machine's Python, for the embedded
AWS, which runs functions on it). The archives are byte-equal for equal pins, so that a template
changes only when a layer does.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from enum import Enum
from pathlib import Path

from lambdas.contract.layers import LAYERS, archive

HERE = Path(__file__).parent
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
REGULAR_FILE = 0o100644 << 16
EXECUTABLE_FILE = 0o100755 << 16
LAMBDA_PLATFORM = [
    "--platform=manylinux2014_aarch64",
    "--platform=manylinux_2_28_aarch64",
    "--python-version=3.14",
    "--implementation=cp",
    "--only-binary=:all:",
    # pip holds a wheel's wanted Python against the Python it runs on, not the target's.
    "--ignore-requires-python",
]


class Target(Enum):
    """The machine a layer is for."""

    LAMBDA = "lambda"
    HOST = "host"


COMPRESSION = {Target.LAMBDA: 6, Target.HOST: 1}
"""Small where it is uploaded, fast where somebody waits for the first demo."""


def build(layer: str, target: Target) -> Path:
    """Build one layer and return its archive."""
    path = Path(archive(layer, target.value))
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        install(HERE / f"{layer}.{target.value}.txt", target, Path(folder) / "python")
        pack(Path(folder), path, COMPRESSION[target])
    return path


def install(requirements: Path, target: Target, folder: Path) -> None:
    """Install pinned wheels into a folder, for the target's platform."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
    command += ["--require-hashes", "--disable-pip-version-check", f"--target={folder}"]
    command += LAMBDA_PLATFORM if target is Target.LAMBDA else []
    subprocess.run([*command, "-r", str(requirements)], check=True)  # noqa: S603 our own arguments
    shutil.rmtree(folder / "bin", ignore_errors=True)
    if target is Target.HOST:
        _compile(folder)


def _compile(folder: Path) -> None:
    """Compile ahead, for the Python that runs here: each function's process unpacks its own copy.

    Not for Lambda, whose Python is another one. Unchecked hashes, because unpacking changes times.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-j", "0"]
    command += ["--invalidation-mode", "unchecked-hash", "-s", str(folder)]
    command += ["-x", "/tests/", str(folder)]
    subprocess.run(command, check=True)  # noqa: S603 our own arguments


def pack(folder: Path, path: Path, compression: int = 6) -> None:
    """Zip a folder: sorted, with one time and two modes, whatever the machine."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as packed:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                _add(packed, file, file.relative_to(folder).as_posix(), compression)
    part.replace(path)


def _add(packed: zipfile.ZipFile, file: Path, name: str, compression: int) -> None:
    entry = zipfile.ZipInfo(name, FIXED_TIME)
    entry.external_attr = EXECUTABLE_FILE if ".so" in file.suffixes else REGULAR_FILE
    # An entry of our own ignores the archive's level.
    packed.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED, compression)


def main() -> None:
    """Build every layer for the target named on the command line."""
    target = Target(sys.argv[1])
    for layer in LAYERS:
        path = build(layer, target)
        sys.stdout.write(f"{path} {path.stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
