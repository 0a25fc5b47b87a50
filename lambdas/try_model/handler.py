"""TryModel: the deployed model answers one prompt of the team's own data.

In: plan, deployed model. Out: `Trial`, with counts only: prompt, answer and reference are stored in
the run's folder, and are in no log.
"""

from __future__ import annotations

import msgspec

from lambdas.common import aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.common.team_files import Environment, team_files
from lambdas.contract import places
from lambdas.contract.run import Plan
from lambdas.contract.serving import DeployedModel, Trial
from lambdas.try_model.ask import ask
from lambdas.try_model.record import Conversation, first_line


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the state is called with."""

    plan: Plan
    deployed: DeployedModel


@entry
def handler(event: Event) -> object:
    """Ask the first prompt of the validation data, else of the training data."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    run = request.plan.run
    logger.append_keys(run_id=run.run_id)
    files = team_files(env, run)
    conversation = first_conversation(files.data, request.plan)
    answer = ask(aws.bedrock_runtime(), request.deployed, conversation)
    kept = {
        "prompt": conversation.prompt,
        "answer": answer.text,
        "reference": conversation.reference,
    }
    key = places.trial_key(run.team, run.run_id)
    files.artifacts.write(key, msgspec.json.encode(kept), "application/json")
    trial = Trial(
        key=key,
        latency_ms=answer.latency_ms,
        input_tokens=answer.input_tokens,
        output_tokens=answer.output_tokens,
    )
    return msgspec.to_builtins(trial)


def first_conversation(data: Bucket, plan: Plan) -> Conversation:
    """Return the first record of what the run was checked against, in the version it was read."""
    dataset = plan.validation or plan.training
    line = first_line(data.open(dataset.source_key, dataset.source_version_id))
    return msgspec.json.decode(line, type=Conversation)
