"""The stand-in's options by environment variables."""

from local import launcher
from local.bedrock import Options


def test_what_is_not_set_is_as_on_aws() -> None:
    assert launcher.options({}) == Options()
    assert (Options().model_units_quota, Options().custom_model_units_quota) == (0, 0)
    assert (Options().deployment_quota, Options().deployments_in_progress_quota) == (10, 2)


def test_every_variable_sets_its_own_option() -> None:
    environment = {
        launcher.TIME_SCALE: "0.5",
        launcher.DEPLOYMENTS: "3",
        launcher.DEPLOYMENTS_IN_PROGRESS: "1",
        launcher.CUSTOM_MODEL_UNITS: "7",
        launcher.MODEL_UNITS: "5",
    }
    assert launcher.options(environment) == Options(
        time_scale=0.5,
        deployment_quota=3,
        deployments_in_progress_quota=1,
        custom_model_units_quota=7,
        model_units_quota=5,
    )
