"""The guards of synthesis: what they refuse is never deployed."""

from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks


def attach(app: App) -> None:
    """Attach cdk-nag's AwsSolutions pack to the app: a finding nobody acknowledged ends synthesis.

    The acknowledgements are written into the templates too, for those who read nothing else.
    """
    Validations.of(app).add_plugins(
        AwsSolutionsChecks(app, verbose=True, write_suppressions_to_cloud_formation=True)
    )
