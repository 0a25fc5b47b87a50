"""Where the emulator listens."""


def stay_off_the_https_port() -> None:
    """The emulator also takes port 443 when it can; two of them on one machine would fight."""
    from ministack import app

    app._port_is_bindable = lambda *_: False
