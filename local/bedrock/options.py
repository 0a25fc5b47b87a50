"""How a stand-in is set up."""

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a launcher may choose."""

    time_scale: float = 0.3
    """Real seconds a simulated minute takes; 0 skips waits. At 0.3 a small job takes 6 to 8 s."""
    seed: int = 0
    """Decides the 12 characters of ARNs and the order in which examples are trained."""
    job_quota: int = 10
    """Jobs running or queued, an account and Region. https://docs.aws.amazon.com/general/latest/gr/bedrock.html"""
    model_quota: int = 100
    """Custom models of an account and Region."""
    deployment_quota: int = 10
    """Custom model deployments of an account and Region."""
    deployments_in_progress_quota: int = 2
    """Custom model deployments being made at one time."""
    custom_model_units_quota: int = 0
    """Model units without a commitment, of all throughputs of custom models together. AWS's
    default: nothing can be provisioned until somebody asks for more."""
    model_units_quota: int = 0
    """Model units of one throughput, for every base model alike; AWS's default too."""
