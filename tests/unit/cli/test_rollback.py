"""`customize rollback`."""

import json
from typing import Any

import pytest

from tests.unit.cli.alias_records import INVOKE, MODELS, add_alias
from tests.unit.cli.cloud import Cloud, refusal, rollback_machine_arn
from tests.unit.cli.conftest import Customize

OUTPUT = {"alias": "faq", "arn": INVOKE, "model_arn": f"{MODELS}/r1", "changed": True}
SUCCESS: dict[str, Any] = {"status": "SUCCEEDED", "output": json.dumps(OUTPUT)}


@pytest.fixture
def promoted(cloud: Cloud) -> Cloud:
    """Put an alias into the cloud that can go back, and lets it."""
    add_alias(cloud, "faq", "r2", "r1", "r0")
    cloud.rollback = SUCCESS
    return cloud


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a person sit at stdin."""
    monkeypatch.setattr("cli.rollback.can_ask", lambda: True)


def test_it_starts_the_teams_machine_with_the_alias_and_nothing_else(
    promoted: Cloud, customize: Customize
) -> None:
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == 0
    [started] = promoted.asked("StartExecution")
    assert started["stateMachineArn"] == rollback_machine_arn("demo")
    assert json.loads(started["input"]) == {"alias": "faq"}
    assert started["name"].startswith("faq-")
    assert result.stdout.splitlines() == [
        "Alias faq of team demo is rolled back",
        f"  model      {MODELS}/r1",
        f"  to invoke  {INVOKE}",
    ]


def test_it_waits_until_the_machine_has_ended(promoted: Cloud, customize: Customize) -> None:
    promoted.rollback = {}

    def end() -> None:
        [arn] = [arn for arn in promoted.executions if "-rollback:" in arn]
        promoted.executions[arn] |= SUCCESS

    promoted.waits = [lambda: None, lambda: None, end]
    assert customize("rollback", "faq", "--yes").exit_code == 0
    assert promoted.waits == []


def test_its_json_is_one_object(promoted: Cloud, customize: Customize) -> None:
    result = customize("rollback", "faq", "--yes", "--json")
    told = json.loads(result.stdout)
    assert told.pop("execution_arn").startswith("arn:aws:states:")
    assert told == {
        "team": "demo",
        "alias": "faq",
        "status": "SUCCEEDED",
        "changed": True,
        "model_arn": f"{MODELS}/r1",
        "invoke": INVOKE,
        "error": None,
        "cause": None,
    }
    assert promoted.asked("StartExecution")


def test_a_refusal_of_the_machine_is_told_and_is_exit_code_1(
    promoted: Cloud, customize: Customize
) -> None:
    cause = '{"errorMessage": "the model before is gone"}'
    promoted.rollback = {"status": "FAILED", "error": "PromotionRefusedError", "cause": cause}
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "Alias faq of team demo was not rolled back (FAILED)",
        "PromotionRefusedError: the model before is gone",
    ]


def test_an_alias_that_led_there_already_is_no_change(
    promoted: Cloud, customize: Customize
) -> None:
    promoted.rollback = SUCCESS | {"output": json.dumps(OUTPUT | {"changed": False})}
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == 0
    assert "led there already; nothing changed" in result.stdout


def test_without_a_terminal_it_moves_nothing_unasked(promoted: Cloud, customize: Customize) -> None:
    result = customize("rollback", "faq")
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert promoted.asked("StartExecution") == []


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("answer", "starts"), [("y\n", 1), ("n\n", 0)])
def test_on_a_terminal_it_shows_both_models_and_asks(
    promoted: Cloud, customize: Customize, answer: str, starts: int
) -> None:
    result = customize("rollback", "faq", input=answer)
    assert result.exit_code == 0
    assert f"from run demo_r2, promoted 2026-11-24T10:00:00+00:00: {MODELS}/r2" in result.stderr
    assert f"to   run demo_r1, promoted 2026-11-24T10:00:00+00:00: {MODELS}/r1" in result.stderr
    assert len(promoted.asked("StartExecution")) == starts
    assert ("stays as it is" in result.stdout) is not bool(starts)


@pytest.mark.parametrize(
    ("alias", "words"),
    [("nope", "has no alias 'nope'"), ("new", "no model before"), ("empty", "no model before")],
)
def test_what_can_not_go_back_is_not_found(
    promoted: Cloud, customize: Customize, alias: str, words: str
) -> None:
    add_alias(promoted, "new", "r1")
    add_alias(promoted, "empty")
    result = customize("rollback", alias, "--yes")
    assert result.exit_code == 3
    assert words in result.stderr
    assert "customize aliases --team demo" in result.stderr
    assert promoted.asked("StartExecution") == []


def test_an_older_deployment_has_no_rollback(promoted: Cloud, customize: Customize) -> None:
    [(name, text)] = promoted.parameters.items()
    deployed = json.loads(text)
    del deployed["teams"]["demo"]["rollback_machine_arn"]
    promoted.parameters[name] = json.dumps(deployed)
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == 3
    assert "environment dev has no rollback" in result.stderr


@pytest.mark.parametrize(
    ("code", "exit_code", "words"),
    [
        ("StateMachineDoesNotExist", 3, "environment dev has no rollback"),
        ("AccessDeniedException", 4, "AWS refused StartExecution"),
    ],
)
def test_a_machine_that_can_not_be_started(
    promoted: Cloud, customize: Customize, code: str, exit_code: int, words: str
) -> None:
    promoted.failures["StartExecution"] = refusal(code, "StartExecution")
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == exit_code
    assert words in result.stderr


def test_an_interrupted_wait_says_that_the_rollback_goes_on(
    promoted: Cloud, customize: Customize
) -> None:
    def press() -> None:
        raise KeyboardInterrupt

    promoted.rollback = {}
    promoted.waits = [press]
    result = customize("rollback", "faq", "--yes")
    assert result.exit_code == 130
    assert "the rollback goes on (see it: customize aliases --team demo)" in result.stderr
