"""The state that tells a team, and the topics it tells them by."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

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
APPROVALS = "_approvals"
"""Follows the team in the attribute of messages that are for its approvers too; `_` is in no team's
name. An address has one subscription, so that one attribute says all that it wants to hear."""
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
    return publish_state(
        scope,
        construct_id,
        topic=topic,
        subject="{% $states.input.notification.subject %}",
        message="{% $states.input.notification.message %}",
        audience=team,
    )


def publish_state(
    scope: Construct,
    construct_id: str,
    *,
    topic: sns.ITopic,
    subject: str,
    message: str,
    audience: str,
) -> tasks.SnsPublish:
    """Return the state that publishes a message; its output is its input.

    Args:
        scope: the construct the state belongs to.
        construct_id: the state's name.
        topic: where to publish.
        subject: JSONata for the subject, at most 100 characters.
        message: JSONata for the message.
        audience: JSONata for the team, followed by `APPROVALS` if its approvers are told too.
    """
    state = tasks.SnsPublish.jsonata(
        scope,
        construct_id,
        topic=topic,
        subject=subject,
        message=sfn.TaskInput.from_text(message),
        message_attributes={
            TEAM_ATTRIBUTE: tasks.MessageAttribute(
                value=f"{{% {audience} %}}", data_type=tasks.MessageAttributeDataType.STRING
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
        for address, heard in audiences(teams).items():
            self._subscribe(address, heard)
        for address in operators:
            self.alarms.add_subscription(subscriptions.EmailSubscription(address))

    def _make_topic(self, construct_id: str, key: kms.IKey) -> sns.Topic:
        imported = kms.Key.from_key_arn(self, f"{construct_id}Key", key.key_arn)
        return sns.Topic(self, construct_id, master_key=imported, enforce_ssl=True)

    def _subscribe(self, address: str, heard: Sequence[str]) -> None:
        theirs = sns.SubscriptionFilter.string_filter(allowlist=list(heard))
        self.runs.add_subscription(
            subscriptions.EmailSubscription(address, filter_policy={TEAM_ATTRIBUTE: theirs})
        )


def audiences(teams: Sequence[Team]) -> Mapping[str, list[str]]:
    """Return what each address hears; SNS has one subscription an address and topic."""
    heard: dict[str, list[str]] = defaultdict(list)
    for team in teams:
        for address in dict.fromkeys(team.notify):
            heard[address].append(team.name)
        for address in dict.fromkeys([*team.notify, *team.notify_approvers]):
            heard[address].append(f"{team.name}{APPROVALS}")
    return heard


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
