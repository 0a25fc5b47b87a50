"""The state that tells a team, and the topics it tells them by."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from stacks.settings import Team

TEAM_ATTRIBUTE = "team"
LONGEST_PUBLISH = sfn.Timeout.duration(Duration.seconds(30))


def notify_state(
    scope: Construct, construct_id: str, *, topic: sns.ITopic, team: str
) -> tasks.SnsPublish:
    """Return the state that publishes its input's `notification`; its output is its input.

    Args:
        scope: the construct the state belongs to.
        construct_id: the state's name.
        topic: where to publish.
        team: JSONata for the team that is told; subscriptions filter by it.
    """
    state = tasks.SnsPublish.jsonata(
        scope,
        construct_id,
        topic=topic,
        subject="{% $states.input.notification.subject %}",
        message=sfn.TaskInput.from_text("{% $states.input.notification.message %}"),
        message_attributes={
            TEAM_ATTRIBUTE: tasks.MessageAttribute(
                value=f"{{% {team} %}}", data_type=tasks.MessageAttributeDataType.STRING
            )
        },
        outputs="{% $states.input %}",
        task_timeout=LONGEST_PUBLISH,
    )
    state.add_retry(errors=["States.ALL"], max_attempts=3)
    return state


class Topics(Construct):
    """Where teams hear how their runs ended, and where operators hear alarms."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        key: kms.IKey,
        teams: Sequence[Team],
        operators: Sequence[str],
    ) -> None:
        super().__init__(scope, construct_id)
        self.runs = self._make_topic("Runs", key)
        self.alarms = self._make_topic("Alarms", key)
        self.alarms.add_to_resource_policy(_alarms_of_account(self.alarms.topic_arn))
        for team in teams:
            self._subscribe(team)
        for address in operators:
            self.alarms.add_subscription(subscriptions.EmailSubscription(address))

    def _make_topic(self, construct_id: str, key: kms.IKey) -> sns.Topic:
        imported = kms.Key.from_key_arn(self, f"{construct_id}Key", key.key_arn)
        return sns.Topic(self, construct_id, master_key=imported, enforce_ssl=True)

    def _subscribe(self, team: Team) -> None:
        mine = {TEAM_ATTRIBUTE: sns.SubscriptionFilter.string_filter(allowlist=[team.name])}
        for address in team.notify:
            self.runs.add_subscription(subscriptions.EmailSubscription(address, filter_policy=mine))


def _alarms_of_account(topic_arn: str) -> iam.PolicyStatement:
    """Let this account's alarms publish: a topic with a policy has lost the default one, which did.

    https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    """
    alarms = f"arn:{Aws.PARTITION}:cloudwatch:{Aws.REGION}:{Aws.ACCOUNT_ID}:alarm:*"
    return iam.PolicyStatement(
        sid="Alarms",
        principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
        actions=["sns:Publish"],
        resources=[topic_arn],
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": alarms},
        },
    )
