"""How Lambda functions run."""

import hashlib
import inspect
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local import toolchain
from local.shims.bodies import Json

_ERROR_MARK = "__function_error__"
_LAYER_FOLDER = "layer_"
"""How the emulator calls the folders of a function's layers."""
_UNPACKING = f'os.path.join(self._tmpdir, f"{_LAYER_FOLDER}{{len(layers_dirs)}}")'


_ANSWER = '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace":'


_MARKED = (
    '_real_stdout.write(json.dumps({"status": "ok", "result": {"__function_error__": '
    '{"errorMessage": str(e), "errorType": type(e).__name__}}, "trace":'
)


def name_function_errors() -> None:
    """The emulator forgets an error's class and ends the function's process; AWS does neither.

    Step Functions matches errors by class name, so the process hands the name over as an answer,
    which also keeps it warm, and the answer becomes the error again here.
    """
    if _ANSWER not in lambda_runtime._PYTHON_WORKER_SCRIPT:
        raise RuntimeError("MiniStack's worker changed: name_function_errors no longer fits")
    script = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(_ANSWER, _MARKED)
    lambda_runtime._PYTHON_WORKER_SCRIPT = script
    execute = lambda_svc._execute_function_warm

    def execute_and_name(*args: Any, **kwargs: Any) -> Json:
        answer: Json = execute(*args, **kwargs)
        body = answer.get("body")
        if isinstance(body, dict) and _ERROR_MARK in body:
            return {**answer, "body": body[_ERROR_MARK], "error": True}
        return answer

    lambda_svc._execute_function_warm = execute_and_name


def run_node_functions_on_our_node() -> None:
    """The emulator runs Node's functions on whatever `node` it finds; AWS on the one they name.

    The CDK's provider is such functions, and a machine may have no Node but the wheel's.
    """
    detect = lambda_runtime._detect_runtime_binary

    def detect_ours(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (toolchain.node() if runtime.startswith("nodejs") else binary), script

    lambda_runtime._detect_runtime_binary = detect_ours


class SharedLayers(zipfile.ZipFile):
    """Unpacks a layer once for all functions, which then look into the same folder."""

    _unpacking = threading.Lock()

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """Unpack, or point `path`, an empty folder for a layer, to where it is unpacked already."""
        folder = Path(path)
        if not folder.name.startswith(_LAYER_FOLDER):
            super().extractall(path, members, pwd)
            return
        shared = folder.parent.parent / f"shared-layer-{self._digest()}"
        with self._unpacking:
            if not shared.exists():
                super().extractall(f"{shared}.part")
                Path(f"{shared}.part").rename(shared)
        folder.rmdir()
        folder.symlink_to(shared, target_is_directory=True)
        # The emulator wrote the layer beside it and reads it no more.
        Path(str(self.filename)).unlink()

    def _digest(self) -> str:
        entries = [(entry.filename, entry.CRC, entry.file_size) for entry in self.infolist()]
        return hashlib.sha256(repr(entries).encode()).hexdigest()


def share_layers() -> None:
    """The emulator unpacks every layer for every function: gigabytes; AWS mounts one copy."""
    if _UNPACKING not in inspect.getsource(lambda_runtime.Worker._spawn):
        raise RuntimeError("MiniStack's worker changed: share_layers no longer fits")
    unpacking = SimpleNamespace(**vars(zipfile) | {"ZipFile": SharedLayers})
    lambda_runtime.zipfile = unpacking
