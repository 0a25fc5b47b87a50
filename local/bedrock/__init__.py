"""A stand-in for Amazon Bedrock's customization and serving, inside an emulated AWS.

It is as strict as the service, assumes the roles it is passed, trains a small real model that
answers, keeps a ledger, and fails in the ways that tests order. Start it before MiniStack imports
its own modules:

    from local.bedrock import Options, install

    install(Options(time_scale=0.3))
    from ministack import app
    app.main()
"""

import importlib
import sys

from local.bedrock.options import Options
from local.bedrock.service import Bedrock

__all__ = ["Bedrock", "Options", "install"]

_MODULE = "ministack.services.bedrock"
_RUNTIME_MODULE = "ministack.services.bedrock_runtime"


def install(options: Options) -> Bedrock:
    """Put a stand-in in the place of MiniStack's Bedrock modules, in this process.

    Of its runtime only what concerns deployments and throughputs: the rest stays MiniStack's.

    The environment must be MiniStack's already, with `AWS_ENDPOINT_URL` its own address on
    this machine and, with TLS, `AWS_CA_BUNDLE` its certificate by the time a job starts.

    Args:
        options: Time scale, seed and quotas.

    Returns:
        The stand-in. Its `resource_arn` serves a launcher that teaches MiniStack's
        authorization the real resources.

    Raises:
        RuntimeError: `AWS_ENDPOINT_URL` isn't on this machine.
    """
    # Not at the top: the parts that tests and the demo use must not need MiniStack.
    from local.bedrock.ministack_runtime import MiniStackRuntime
    from local.bedrock.ministack_world import MiniStackWorld

    bedrock = Bedrock(options, MiniStackWorld())
    sys.modules[_MODULE] = bedrock  # type: ignore[assignment]
    services = importlib.import_module("ministack.services")
    services.bedrock = bedrock  # type: ignore[attr-defined]
    original = importlib.import_module(_RUNTIME_MODULE)
    runtime = MiniStackRuntime(bedrock.runtime, original)
    sys.modules[_RUNTIME_MODULE] = runtime  # type: ignore[assignment]
    services.bedrock_runtime = runtime  # type: ignore[attr-defined]
    from ministack.services import tagging

    tagging._RESOURCE_TAG_COLLECTORS["bedrock"] = bedrock.resource_tags
    return bedrock
