"""The machines that move aliases: one for settings and repair, and a team's own for rollback."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lambdas.contract import names
from lambdas.contract.aliases import AliasAction
from stacks.constructs import failure_alarms, rights
from stacks.constructs.function import Function
from stacks.constructs.looking_state import looking_state, promoting
from stacks.constructs.managed_role import allow
from stacks.constructs.notify_state import notify_state
from stacks.constructs.state_machine import StateMachine
from stacks.settings import Settings

OTHER_STATES = Duration.hours(1)
"""How long everything but the promotion can take, retries included."""

GIVEN: Mapping[str, object] = {
    "action": "{% $states.input.action %}",
    "team": "{% $states.input.team %}",
    "alias": "{% $states.input.alias %}",
    "declared": "{% $exists($states.input.declared) ? $states.input.declared : null %}",
    "kind": "{% $exists($states.input.kind) ? $states.input.kind : null %}",
    "may_remove": "{% $exists($states.input.may_remove) ? $states.input.may_remove : false %}",
}
"""An order as the custom resource and the audit give it: people can't start this machine."""


def rollback_of(team: str) -> Mapping[str, object]:
    """Return the order of a team's machine, whose input can name an alias and nothing else."""
    return {
        "action": AliasAction.ROLLBACK.value,
        "team": team,
        "alias": "{% $states.input.alias %}",
    }


class AliasMachine(Construct):
    """PromoteModel, NotifyTeam, Finish.

    Whoever starts a machine chooses its input, so what the input may say is in the definition: the
    claim is this execution's, and a team's machine fixes the action and the team.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        name: str,
        comment: str,
        order: Mapping[str, object],
        settings: Settings,
        promote_model: Function,
        topic: sns.ITopic,
        key: kms.IKey,
        logs_key: kms.IKey,
    ) -> None:
        super().__init__(scope, construct_id)
        looks = promoting(settings.serving)
        promote = looking_state(
            self,
            "PromoteModel",
            function=promote_model.function,
            payload={**order, "execution_arn": "{% $states.context.Execution.Id %}"},
            looks=looks,
            assign={"promotion": "{% $states.result.Payload %}"},
        )
        self.state_machine = StateMachine(
            self,
            "StateMachine",
            name=name,
            role_path=names.iam_path(settings.environment),
            definition=promote.next(self._tell_and_finish(topic)),
            statements=[
                allow(
                    "CallStates", ["lambda:InvokeFunction"], [promote_model.function.function_arn]
                ),
                *rights.publish(topic.topic_arn, key),
            ],
            key=key,
            logs_key=logs_key,
            retention_days=settings.log_retention_days,
            timeout=looks.longest(promote_model.function).plus(OTHER_STATES),
            comment=comment,
        )

    def alarm_on_failure(self, topic: sns.ITopic) -> None:
        """Raise an alarm when this machine fails, because nobody looks at what settings start."""
        failure_alarms.alarm_on_failure(
            self,
            self.state_machine.machine,
            description="An alias is not what settings and its record say; see the execution",
            topic=topic,
        )

    def _tell_and_finish(self, topic: sns.ITopic) -> sfn.IChainable:
        finish = sfn.Pass.jsonata(
            self,
            "Finish",
            outputs={
                "alias": "{% $promotion.alias %}",
                "arn": "{% $promotion.arn %}",
                "model_arn": "{% $promotion.model_arn %}",
                "changed": "{% $promotion.changed %}",
            },
        )
        tell = notify_state(self, "NotifyTeam", topic=topic, team="$promotion.team")
        # A team that can't be told is no reason to call a moved alias a failure.
        tell.add_catch(finish)
        return (
            sfn.Choice.jsonata(self, "Changed")
            .when(sfn.Condition.jsonata("{% $promotion.changed %}"), tell.next(finish))
            .otherwise(finish)
        )
