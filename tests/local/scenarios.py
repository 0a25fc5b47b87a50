"""The runs that the tests look at: each disturbed in its own way, all under way at once.

Faults are ordered by the job's name, so that one run's trouble is no other's.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

from lambdas.contract import names, status
from local import deploy
from local.bedrock import faults
from local.bedrock.faults import Fault
from tests.local.system import REQUEST, TEAM, Json, System, wait_for

AT_ONCE = 4
CREATE = "CreateModelCustomizationJob"
SDK_ATTEMPTS = 4
"""How often the functions' SDK tries; a fault for the function must outlast it."""
FOREVER = 1_000
ALONE = "nova-pro"
"""A model that no other run of the tests wants: a call about a base model names no run."""

Scenario = Callable[[System, str], Json]
F = TypeVar("F", bound=Fault)


def happy(system: System, name: str) -> Json:
    """Nothing happens."""
    return system.end_of(system.start(name))


def disturbed(*ordered: Fault) -> Scenario:
    """Return a scenario of a run whose job meets these faults."""

    def play(system: System, name: str) -> Json:
        system.stand_in.order(*(named(fault, name) for fault in ordered))
        return system.end_of(system.start(name))

    return play


def stopped_job(system: System, name: str) -> Json:
    """Somebody stops the job in Bedrock, not the run."""
    system.stand_in.order(named(faults.HoldJob(), name))
    run_id = system.start(name)
    wait_for("the job", lambda: system.job_status(run_id) == status.JOB_IN_PROGRESS)
    bedrock = system.operator.client("bedrock")
    bedrock.stop_model_customization_job(jobIdentifier=system.jobs(run_id)[0].name)
    return system.end_of(run_id)


def unwanted(
    end: Callable[[System, str], None],
    when: Callable[[System, str], object],
    request: Json | None = None,
) -> Scenario:
    """Return a scenario of a run that is ended by `end` as soon as `when` holds.

    Without a request of its own the run's job is held, so that there is time to end it.
    """

    def play(system: System, name: str) -> Json:
        if request is None:
            system.stand_in.order(named(faults.HoldJob(), name))
        run_id = system.start(name, request)
        wait_for("the moment", lambda: when(system, run_id))
        end(system, run_id)
        wait_for("the clean-up", lambda: system.clean_up_of(run_id))
        return system.run(run_id)

    return play


def aborted_before_create(system: System, name: str) -> Json:
    """The abort falls into the planning, before there is a job."""
    looking = faults.HoldCall(operation="GetFoundationModel", name=ALONE, times=FOREVER)
    request = {**REQUEST, "model": ALONE}
    return aborted_inside(looking, request)(system, name)


def aborted_during_create(system: System, name: str) -> Json:
    """The abort falls inside the call that creates the job."""
    creating = named(faults.HoldCall(operation=CREATE, times=FOREVER), name)
    job = names.job_name(deploy.ENVIRONMENT, names.run_id(TEAM, name), 1)
    # By another name than the call, with which it would be let go.
    system.stand_in.order(faults.HoldJob(name=job))
    return aborted_inside(creating)(system, name)


def aborted_inside(held: faults.HoldCall, request: Json | None = None) -> Scenario:
    """Return a scenario of a run aborted inside a call, which goes on amid the clean-up."""

    def play(system: System, name: str) -> Json:
        system.stand_in.order(held)
        run_id = system.start(name, request)
        try:
            wait_for("the call", lambda: held.name in system.stand_in.held())
            system.abort(run_id)
            wait_for("the clean-up's begin", lambda: system.clean_up_begun(run_id))
        finally:
            system.stand_in.clear(held.name)
        wait_for("the clean-up", lambda: system.clean_up_of(run_id))
        return system.run(run_id)

    return play


def timed_out(system: System, run_id: str) -> None:
    """Let the execution run out of time."""
    system.stand_in.time_out(system.execution_arn(run_id))


def failed_beside_a_healthy_job(system: System, name: str) -> Json:
    """The run fails by an accident of the infrastructure while its job is healthy."""
    system.stand_in.order(named(faults.HoldJob(), name))
    run_id = system.start(name)
    wait_for("the job", lambda: system.job_status(run_id) == status.JOB_IN_PROGRESS)
    system.fail(run_id)
    wait_for("the clean-up", lambda: system.clean_up_of(run_id))
    return system.run(run_id)


def forged_event(system: System, name: str) -> Json:
    """An event says that the job ended; whoever hears of it finds that it hasn't."""
    running = named(faults.HoldJob(), name)
    system.stand_in.order(running)
    run_id = system.start(name)
    wait_for("the job", lambda: system.job_status(run_id) == status.JOB_IN_PROGRESS)
    job = names.job_name(deploy.ENVIRONMENT, run_id, 1)
    looking = faults.HoldCall(operation="GetModelCustomizationJob", name=job)
    system.stand_in.order(looking)
    system.stand_in.emit({"jobName": job, "jobStatus": "Completed"})
    wait_for("the look", lambda: looking.name in system.stand_in.held())
    for held in (looking, running):
        system.stand_in.clear(held.name)
    return system.end_of(run_id)


def named(fault: F, name: str) -> F:
    """Return a fault that concerns the run of this name only."""
    values = {key: getattr(fault, key) for key in fault.__struct_fields__}
    return type(fault)(**{**values, "name": names.stem(names.run_id(TEAM, name))})


def _has_job(system: System, run_id: str) -> bool:
    return system.job_status(run_id) == status.JOB_IN_PROGRESS


SCENARIOS: dict[str, Scenario] = {
    "aborted-before-create": aborted_before_create,
    "aborted-during-create": aborted_during_create,
    "aborted-after-create": unwanted(System.abort, _has_job),
    "timed-out": unwanted(timed_out, _has_job),
    "failed-beside-healthy-job": failed_beside_a_healthy_job,
    "lost-event": disturbed(faults.LoseEvent(times=FOREVER)),
    "unknown-status": disturbed(faults.UnknownStatus(times=FOREVER), faults.HoldJob()),
    "lost-response": disturbed(faults.LoseResponse(operation=CREATE, times=SDK_ATTEMPTS)),
    "happy": happy,
    "failing-job": disturbed(faults.FailJob()),
    "stopped-job": stopped_job,
    "doubled-event": disturbed(faults.DoubleEvent(times=FOREVER)),
    "late-event": disturbed(faults.DelayEvent(seconds=3, times=FOREVER)),
    "early-event": disturbed(faults.EarlyEvent(seconds=3)),
    "forged-event": forged_event,
    "throttled": disturbed(faults.Throttle(operation=CREATE, times=SDK_ATTEMPTS)),
}
"""The longest first."""


class Scenarios:
    """Plays every scenario, a few at once; a test waits only for its own."""

    def __init__(self, system: System, scenarios: Mapping[str, Scenario]) -> None:
        self._system = system
        self._scenarios = scenarios
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._runs: dict[str, Future[Json]] = {}

    def __enter__(self) -> Self:
        """Begin them all."""
        self._system.team  # noqa: B018 brings the data before the threads begin
        for name, scenario in self._scenarios.items():
            self._runs[name] = self._pool.submit(scenario, self._system, name)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for what is under way; what hasn't begun is left out."""
        self._pool.shutdown(cancel_futures=True)

    def end(self, name: str) -> Json:
        """Return how the run of a scenario stood when the scenario was over."""
        return self._runs[name].result()

    def run_id(self, name: str) -> str:
        """Return the id of a scenario's run."""
        return names.run_id(TEAM, name)
