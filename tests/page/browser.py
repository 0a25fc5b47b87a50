"""A headless Chromium, told what to do by the DevTools protocol over two pipes.

No library and no port: https://chromedevtools.github.io/devtools-protocol/ is JSON, and
`--remote-debugging-pipe` reads it from file descriptor 3 and answers on 4, a zero byte after each.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = 60
ARGUMENTS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # the container of a CI job is the sandbox, and root can't have another
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)


class BrowserError(Exception):
    """The browser refused a command, or fell silent."""


def find() -> str | None:
    """Return where the machine's browser is; None if it has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """A running browser with one page, whose events are kept until somebody asks for them."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, answers
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []

    def attach(self) -> None:
        """Open the one page."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        attached = self.send("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **parameters: Any) -> Any:
        """Return what the browser answers to a command.

        Raises:
            BrowserError: it refuses, or doesn't answer.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (answer := self._receive()).get("id") != self._number:
            self.events.append(answer)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def wait_for(self, method: str) -> dict[str, Any]:
        """Return the next event of a kind, from those that already came on."""
        while True:
            for event in self.events:
                if event["method"] == method:
                    return event
            self.events.append(self._receive())

    def open(self, page: Path) -> None:
        """Load a file, anew."""
        self.events.clear()
        self.send("Page.navigate", url=page.as_uri())
        self.wait_for("Page.loadEventFired")

    def screen(self, width: int, height: int = 900, *, media: str = "", scheme: str = "") -> None:
        """Give the page another size, medium or colour scheme; empty is the browser's own."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.send("Emulation.setEmulatedMedia", media=media, features=features)

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page.

        Raises:
            BrowserError: the script failed.
        """
        done = self.send("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in done:
            raise BrowserError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def press(self, key: str) -> None:
        """Press and release a key."""
        code = {"Tab": 9}[key]
        for kind in ("rawKeyDown", "keyUp"):
            self.send(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def pdf(self) -> bytes:
        """Return the page as it prints on A4."""
        size = {"paperWidth": 8.27, "paperHeight": 11.69}
        return base64.b64decode(
            self.send("Page.printToPDF", preferCSSPageSize=True, **size)["data"]
        )

    def picture(self, *, whole: bool = True) -> bytes:
        """Return the page as PNG, whole or as much as the screen shows."""
        shot = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select([self._answers], [], [], PATIENCE_SECONDS)
            piece = os.read(self._answers, 1 << 16) if ready else b""
            if not piece:
                raise BrowserError("the browser fell silent" if not ready else "the browser ended")
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        received: dict[str, Any] = json.loads(message)
        return received


@contextmanager
def started(program: str) -> Iterator[Browser]:
    """Yield a browser with an empty profile, and end it."""
    to_browser, commands = os.pipe()
    answers, from_browser = os.pipe()
    # The shell puts the pipes where the browser looks for them; neither is 3 or 4 by then.
    pipes = (_high(to_browser), _high(from_browser))
    start = f'exec "$0" "$@" 3<&{pipes[0]} 4>&{pipes[1]}'
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        command = ["bash", "-c", start, program, *ARGUMENTS, f"--user-data-dir={profile}"]
        quiet = subprocess.DEVNULL
        process = subprocess.Popen(command, pass_fds=pipes, stdin=quiet, stdout=quiet, stderr=quiet)
        for pipe in pipes:
            os.close(pipe)
        try:
            browser = Browser(commands, answers)
            browser.attach()
            yield browser
        finally:
            # Without anybody at the other end of its pipes the browser ends, and its helpers.
            os.close(commands)
            os.close(answers)
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _high(descriptor: int) -> int:
    """Return a copy of a descriptor above those that the browser uses."""
    import fcntl

    copy = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
    os.close(descriptor)
    return copy
