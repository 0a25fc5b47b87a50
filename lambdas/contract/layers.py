"""Which layers there are and where their archives lie after `make layers`."""

BASE = "base"
REPORT = "report"
DATA = "data"
EVALUATION = "evaluation"
LAYERS = (BASE, REPORT, DATA, EVALUATION)


def archive(layer: str, target: str) -> str:
    """Return the path of a built layer, relative to the project; targets: `lambda`, `host`."""
    return f"build/layers/{target}/{layer}.zip"
