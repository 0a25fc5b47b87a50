"""Whatever happens in whatever order: never two live capacities of a run, never one too many."""

import contextlib
import datetime as dt

from botocore.exceptions import ReadTimeoutError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from lambdas.common import capacity_changes, run_capacity
from lambdas.common.redrives import Redrives
from lambdas.contract.errors import DeploymentQuotaExceededError, ModelUnitsExceededError
from lambdas.contract.serving import ServingPlan
from tests.fakes.cloud import ENVIRONMENT
from tests.unit.analyze_training.samples import RUN
from tests.unit.deploy_model.samples import (
    ON_DEMAND,
    PROVISIONED,
    capacity_name,
    ensured,
    trained_bedrock,
)
from tests.unit.deploy_model.test_ensure import DyingError

WORDS = st.sampled_from(["Creating", "Active", "InService", "Failed", "Paused"])
ACCIDENTS = st.sampled_from([DyingError(), ReadTimeoutError(endpoint_url="https://bedrock")])
FULL = (DeploymentQuotaExceededError, ModelUnitsExceededError)


class Histories(RuleBasedStateMachine):
    """A run, its redrives, and everything that can come between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self.time = dt.datetime(2026, 8, 21, tzinfo=dt.UTC)
        self.bedrock = trained_bedrock()
        self.bedrock.now = self.tick
        self.redrives = Redrives(0)
        self.serving = ON_DEMAND
        self.allowed = 1
        """How much may have been made by now."""

    def tick(self) -> dt.datetime:
        self.time += dt.timedelta(seconds=1)
        return self.time

    @initialize(serving=st.sampled_from([ON_DEMAND, PROVISIONED]))
    def plan(self, serving: ServingPlan) -> None:
        self.serving = serving

    @rule()
    def look(self) -> None:
        # What somebody deleted isn't made anew under its old token: the look fails.
        with contextlib.suppress(RuntimeError):
            ensured(self.bedrock, self.redrives, self.serving)

    @rule(accident=ACCIDENTS)
    def look_and_lose_the_answer(self, accident: BaseException) -> None:
        self.bedrock.lost = accident
        with contextlib.suppress(type(accident)):
            self.look()
        self.bedrock.lost = None

    @rule()
    def look_while_the_account_is_full(self) -> None:
        self.bedrock.deployments_quota = self.bedrock.units_quota = 0
        with contextlib.suppress(*FULL):
            self.look()
        self.bedrock.deployments_quota = self.bedrock.units_quota = 10

    @precondition(lambda self: self.bedrock.serving)
    @rule(word=WORDS)
    def it_goes_on(self, word: str) -> None:
        self.bedrock.change(self.bedrock.serving[0], word)

    @precondition(lambda self: self.bedrock.serving)
    @rule()
    def somebody_deletes_it(self) -> None:
        self.bedrock.vanish(self.bedrock.serving[0])
        self.allow_an_unused_attempt()

    @rule()
    def the_run_ends_and_is_cleaned_up(self) -> None:
        found = run_capacity.unsettled(
            self.bedrock.client,
            self.serving.kind,
            ENVIRONMENT,
            RUN.run_id,
            self.redrives.attempt,
        )
        for one in found:
            capacity_changes.remove(self.bedrock.client, one, self.tick())
        self.allow_an_unused_attempt()

    def allow_an_unused_attempt(self) -> None:
        """Allow one more where the last redrive adopted what is gone now."""
        unused = capacity_name(self.redrives.attempt) not in self.bedrock.made
        if unused and not self.bedrock.serving:
            self.allowed = len(self.bedrock.made) + 1

    @rule()
    def redrive(self) -> None:
        self.redrives = Redrives(self.redrives.count + 1, self.tick())
        if not self.bedrock.serving:
            self.allowed = len(self.bedrock.made) + 1

    @invariant()
    def at_most_one_lives(self) -> None:
        assert len(self.bedrock.serving) <= 1

    @invariant()
    def only_a_redrive_makes_another(self) -> None:
        assert len(self.bedrock.made) <= self.allowed

    def teardown(self) -> None:
        """After all that, a redrive and one more look find or make what is due."""
        self.redrive()
        self.look()
        assert len(self.bedrock.serving) == 1


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=150, stateful_step_count=15, deadline=None, derandomize=True
)
