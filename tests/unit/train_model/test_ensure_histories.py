"""Whatever happens in whatever order: never two live jobs of a run, never one too many."""

import contextlib
import datetime as dt

from botocore.exceptions import ReadTimeoutError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lambdas.common.redrives import Redrives
from lambdas.contract.errors import JobQuotaExceededError
from lambdas.train_model.ensure import ensure
from tests.fakes.bedrock import FakeBedrock
from tests.unit.analyze_training.samples import PLAN
from tests.unit.train_model.samples import SETTINGS
from tests.unit.train_model.test_ensure import DyingError

ENDS = st.sampled_from(["Completed", "Failed", "Stopped"])
LIVES = st.sampled_from(["InProgress", "Stopping", "Paused"])
ACCIDENTS = st.sampled_from([DyingError(), ReadTimeoutError(endpoint_url="https://bedrock")])


class Histories(RuleBasedStateMachine):
    """A run, its redrives, and everything that can come between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self.time = dt.datetime(2026, 8, 21, tzinfo=dt.UTC)
        self.bedrock = FakeBedrock()
        self.bedrock.now = self.tick
        self.redrives = Redrives(0)
        self.allowed = 1
        """How many jobs may have been made by now."""

    def tick(self) -> dt.datetime:
        self.time += dt.timedelta(seconds=1)
        return self.time

    @rule()
    def look(self) -> None:
        ensure(self.bedrock.client, PLAN, self.redrives, SETTINGS)

    @rule(accident=ACCIDENTS)
    def look_and_lose_the_answer(self, accident: BaseException) -> None:
        self.bedrock.lost = accident
        with contextlib.suppress(type(accident)):
            self.look()
        self.bedrock.lost = None

    @rule()
    def look_while_the_account_is_full(self) -> None:
        self.bedrock.quota = 0
        with contextlib.suppress(JobQuotaExceededError):
            self.look()
        self.bedrock.quota = 10

    @precondition(lambda self: self.bedrock.live)
    @rule(status=ENDS | LIVES)
    def the_job_goes_on(self, status: str) -> None:
        self.bedrock.change(self.bedrock.live[0], status)

    @rule()
    def redrive(self) -> None:
        self.redrives = Redrives(self.redrives.count + 1, self.tick())
        if {job["status"] for job in self.bedrock.jobs.values()} <= {"Failed", "Stopped"}:
            self.allowed = len(self.bedrock.jobs) + 1

    @invariant()
    def at_most_one_job_lives(self) -> None:
        assert len(self.bedrock.live) <= 1

    @invariant()
    def only_a_redrive_after_a_failure_makes_another(self) -> None:
        assert len(self.bedrock.jobs) <= self.allowed

    def teardown(self) -> None:
        """After all that, one more look finds or makes the job that is due."""
        self.look()
        assert len(self.bedrock.jobs) == self.allowed


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=150, stateful_step_count=15, deadline=None, derandomize=True
)
