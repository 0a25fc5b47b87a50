"""Whatever happens in whatever order: never two live jobs of a run, never one too many."""

from botocore.exceptions import ReadTimeoutError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lambdas.contract.errors import JobQuotaExceededError
from tests.fakes.bedrock import FakeBedrock
from tests.unit.train_model.samples import ensured
from tests.unit.train_model.test_ensure import DyingError

ENDS = st.sampled_from(["Completed", "Failed", "Stopped"])
LIVES = st.sampled_from(["InProgress", "Stopping", "Paused"])
ACCIDENTS = st.sampled_from([DyingError(), ReadTimeoutError(endpoint_url="https://bedrock")])


class Histories(RuleBasedStateMachine):
    """A run, its redrives, and everything that can come between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self.bedrock = FakeBedrock()
        self.redrives = 0
        self.allowed = 1
        """How many jobs may have been made so far."""

    @rule()
    def look(self) -> None:
        ensured(self.bedrock, self.redrives)

    @rule(accident=ACCIDENTS)
    def look_and_lose_the_answer(self, accident: BaseException) -> None:
        self.bedrock.lost = accident
        try:
            ensured(self.bedrock, self.redrives)
        except type(accident):
            pass
        self.bedrock.lost = None

    @rule()
    def look_while_the_account_is_full(self) -> None:
        self.bedrock.quota = 0
        try:
            ensured(self.bedrock, self.redrives)
        except JobQuotaExceededError:
            assert not self.bedrock.live
        self.bedrock.quota = 10

    @precondition(lambda self: self.bedrock.live)
    @rule(status=ENDS | LIVES)
    def the_job_goes_on(self, status: str) -> None:
        self.bedrock.change(self.bedrock.live[0], status)

    @rule()
    def redrive(self) -> None:
        self.redrives += 1
        statuses = {job["status"] for job in self.bedrock.jobs.values()}
        if statuses <= {"Failed", "Stopped"}:
            self.allowed = len(self.bedrock.jobs) + 1

    @invariant()
    def at_most_one_job_lives(self) -> None:
        assert len(self.bedrock.live) <= 1

    @invariant()
    def no_job_is_made_without_need(self) -> None:
        assert len(self.bedrock.jobs) <= self.allowed


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=60, stateful_step_count=15, deadline=None, derandomize=True
)
