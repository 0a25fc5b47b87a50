"""`customize data check`: verdict, figures, problems, exit codes; offline."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from cli import data_check, entry
from cli.data_report import FoundProblem, Report
from lambdas.catalogue.dataset import Format
from lambdas.contract.problems import SHOWN
from tests.unit.cli.conftest import Customize
from tests.unit.cli.data_files import lines
from tests.unit.datasets.records import encoded, medium, turn


def report(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Return what `--json` prints, after holding the exit code against it."""
    code = data_check.run([*words, "--json"])
    out = capsys.readouterr()
    assert out.err == ""
    value: dict[str, Any] = json.loads(out.out)
    assert code == (0 if value["valid"] else 1)
    assert list(value) == list(Report.__struct_fields__)
    assert all(list(one) == list(FoundProblem.__struct_fields__) for one in value["problems"])
    return value


def places(value: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [(Path(one["file"]).name, one["line"], one["rule"]) for one in value["problems"]]


def test_the_members_are_those_that_are_promised() -> None:
    assert Report.__struct_fields__ == (
        *("valid", "records", "estimated_tokens", "problem_count", "problems"),
    )
    assert FoundProblem.__struct_fields__ == ("file", "line", "rule", "message")


@pytest.mark.parametrize(
    ("wanted", "model", "method"),
    [
        (Format.CONVERSE, "nova-micro", None),
        (Format.CONVERSE, "amazon.nova-micro-v1:0:128k", "FINE_TUNING"),
        (Format.CONVERSE, "amazon.nova-micro-v1:0", "fine-tuning"),
        (Format.OPENAI_CHAT, "nova-2-lite", "REINFORCEMENT_FINE_TUNING"),
        (Format.CONVERSE, "nova-micro", "Fine-Tuning"),
        (Format.OPENAI_CHAT, "nova-2-lite", "reinforcement"),
        (Format.OPENAI_CHAT, "qwen3-32b", None),
        (Format.PROMPT_COMPLETION, "llama-3-1-8b", None),
        (Format.ANTHROPIC_MESSAGES, "claude-3-haiku", None),
        (Format.TEXT, "titan-text-lite", "CONTINUED_PRE_TRAINING"),
        (Format.TEXT, "titan-text-lite", "continued pre-training"),
    ],
)
def test_data_alone_are_judged_whatever_state_the_model_is_in(
    capsys: pytest.CaptureFixture[str], write: Any, wanted: Format, model: str, method: str | None
) -> None:
    path = write("train.jsonl", lines(120, wanted))
    words = ["--method", method] if method else []
    assert report(capsys, path, "--model", model, *words)["valid"]


def test_figures_are_of_all_files_and_rounded_up_once(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    one, two = write("one.jsonl", lines(8)), write("two.jsonl", lines(2))
    held_out = write("held-out.jsonl", lines(2))
    value = report(capsys, one, two, "--model", "nova-micro", "--validation", held_out)
    characters = 12 * len("Question 1?So.")
    assert value == {
        "valid": True,
        "records": 12,
        "estimated_tokens": -(-characters // 6),
        "problem_count": 0,
        "problems": [],
    }
    by_file = [-(-count * len("Question 1?So.") // 6) for count in (8, 2, 2)]
    assert value["estimated_tokens"] < sum(by_file)


def test_problems_are_in_order_with_files_as_given_and_the_true_total(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    first = write("b.jsonl", b"{}\n" + lines(4) + b"\n" + b"\n")
    second = write("a.jsonl", b"x\n")
    held_out = write("0.jsonl", b"")
    value = report(capsys, first, second, "--model", "nova-micro", "--validation", held_out)
    assert places(value) == [
        ("b.jsonl", 0, "record_count"),
        ("b.jsonl", 1, "shape"),
        ("b.jsonl", 6, "empty_line"),
        ("b.jsonl", 7, "empty_line"),
        ("a.jsonl", 1, "json"),
        ("0.jsonl", 0, "record_count"),
    ]
    assert value["problem_count"] == 6
    assert {one["file"] for one in value["problems"]} == {first, second, held_out}


def test_a_path_is_told_as_it_was_given(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    write: Any,
) -> None:
    write("a.jsonl", b"{}\n")
    monkeypatch.chdir(tmp_path)
    value = report(capsys, ".//a.jsonl", "--model", "nova-micro")
    assert {one["file"] for one in value["problems"]} == {".//a.jsonl"}


def test_a_hundred_problems_are_told_and_all_are_counted(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    first, second = write("a.jsonl", b"{}\n" * 70), write("b.jsonl", b"{}\n" * 70)
    value = report(capsys, first, second, "--model", "nova-micro")
    assert value["problem_count"] == 140
    assert len(value["problems"]) == SHOWN
    assert value["problems"][-1]["line"] == 30


@pytest.mark.parametrize(
    ("model", "counts", "problems"),
    [
        ("nova-micro", (7, 0), [("t", 0, "record_count")]),
        ("nova-micro", (0, 0), [("t", 0, "record_count")]),
        ("nova-micro", (19_998, 3), [("t", 0, "record_count")]),
        ("nova-micro", (19_998, 2), []),
        ("cohere-command", (0, 0), [("t", 0, "record_count")]),
        ("cohere-command", (10_000, 1_001), [("v", 0, "record_count")]),
        ("cohere-command", (10_001, 1_000), [("t", 0, "record_count")]),
        ("cohere-command", (10_000, 1_000), []),
    ],
)
def test_numbers_of_records(
    capsys: pytest.CaptureFixture[str],
    write: Any,
    model: str,
    counts: tuple[int, int],
    problems: list[tuple[str, int, str]],
) -> None:
    training, validation = counts
    wanted = Format.CONVERSE if model == "nova-micro" else Format.PROMPT_COMPLETION
    words = [write("t", lines(training, wanted)), "--model", model]
    if validation:
        words += ["--validation", write("v", lines(validation, wanted))]
    assert places(report(capsys, *words)) == problems


def test_validation_where_there_is_none(capsys: pytest.CaptureFixture[str], write: Any) -> None:
    training, held_out = write("t", lines(100)), write("v", lines(3))
    words = [training, "--model", "nova-lite", "--method", "distillation"]
    assert report(capsys, *words)["valid"]
    assert places(report(capsys, *words, "--validation", held_out)) == [("v", 0, "validation")]


def test_media_of_several_files_are_alike(capsys: pytest.CaptureFixture[str], write: Any) -> None:
    def shown(kind: str) -> bytes:
        turns = [turn("user", medium(kind)), turn("assistant", "x")]
        return lines(8) + encoded({"messages": turns}) + b"\n"

    words = [write("a", shown("image")), write("b", shown("video")), "--model", "nova-lite"]
    assert places(report(capsys, *words)) == [("b", 9, "modality")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{}", "--model", "nova"], '--model: given "nova"; allowed: claude-3-haiku'),
        (["{}", "--model", "nova-micro", "--method", "x"], "allowed for Nova Micro: FINE_TUNING"),
        (
            ["{}", "--model", "llama-3-1-8b", "--method", "CONTINUED_PRE_TRAINING"],
            "allowed for Llama 3.1 8B Instruct: FINE_TUNING, DISTILLATION",
        ),
        (["{}", "--model", "nova-premier"], "no rules for data of DISTILLATION of Nova Premier"),
        (["{}/no", "--model", "nova-micro"], "no file at {}/no"),
        (["{}", "--model", "nova-micro"], "{} is a directory"),
        (["--model", "nova-micro"], "the following arguments are required: FILE"),
        (["{}"], "the following arguments are required: --model"),
        (
            ["{}", "--model", "nova-micro", "--validation", "a", "--validation", "b"],
            "--validation: given 2 times; allowed: once",
        ),
        (["{}", "--model", "nova-micro", "--more"], "unrecognized arguments: --more"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    said: str,
) -> None:
    given = [word.format(tmp_path) for word in words]
    monkeypatch.setattr(sys, "argv", ["customize", "data", "check", *given])
    try:
        code = entry.main()
    except SystemExit as stop:
        code = int(str(stop.code))
    out = capsys.readouterr()
    assert (code, out.out) == (2, "")
    assert said.format(tmp_path) in out.err


def test_several_missing_files_are_told_at_once(customize: Customize, tmp_path: Path) -> None:
    words = [str(tmp_path / "a"), str(tmp_path / "b"), "--validation", str(tmp_path)]
    result = customize("data", "check", *words, "--model", "nova-micro")
    assert result.exit_code == 2
    assert result.stderr.count("no file at") == 2
    assert "is a directory" in result.stderr


def test_people_read_figures_problems_and_last_the_verdict(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    path = write("train.jsonl", lines(120) + b"{}\n" * 200)
    assert data_check.run([path, "--model", "nova-micro"]) == 1
    out = capsys.readouterr()
    first, *problems, hidden, verdict = out.out.splitlines()
    assert first.startswith(f"{path}: 320 records, 1,810 characters, about 302 tokens")
    assert problems[0].startswith(f"{path}:121: shape: given no messages at the record; allowed:")
    assert (len(problems), hidden) == (SHOWN, "and 100 more")
    assert verdict == "invalid for FINE_TUNING of Nova Micro: 200 problems"
    assert out.err.startswith("No validation data")


def test_warnings_do_not_make_data_invalid(capsys: pytest.CaptureFixture[str], write: Any) -> None:
    one, two, other = write("a", lines(8)), write("b", lines(8)), write("c", lines(9)[-300:])
    assert data_check.run([one, "--model", "nova-micro", "--validation", two]) == 0
    out = capsys.readouterr()
    assert out.out.splitlines()[-1] == "valid for FINE_TUNING of Nova Micro"
    assert "Only 8 records to train on; AWS recommends at least 100 a task" in out.err
    assert "The validation data are the training data" in out.err
    data_check.run([one, "--model", "nova-micro", "--validation", other])
    assert "are the training data" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wanted", "model", "said"),
    [
        (Format.OPENAI_CHAT, "nova-2-lite", "takes them with --method REINFORCEMENT_FINE_TUNING."),
        (Format.PROMPT_COMPLETION, "nova-2-lite", "`customize data prepare` converts"),
        (Format.CONVERSE, "llama-3-1-8b", "takes them with --method DISTILLATION."),
    ],
)
def test_records_of_another_format_get_a_hint(
    capsys: pytest.CaptureFixture[str], write: Any, wanted: Format, model: str, said: str
) -> None:
    data_check.run([write("a", lines(120, wanted)), "--model", model])
    err = capsys.readouterr().err
    assert f"The records look like {wanted}; FINE_TUNING of" in err
    assert said in err


def test_a_wrong_record_of_the_right_format_gets_no_hint(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    for body in (lines(8) + b"{}\n", b'{"messages": []}\n', b"\xff\n", b""):
        data_check.run([write("a", body), "--model", "nova-micro"])
        assert "look like" not in capsys.readouterr().err


def test_no_text_of_a_record_is_printed(capsys: pytest.CaptureFixture[str], write: Any) -> None:
    secret = "4929-1234"
    body = b"".join(
        encoded(value) + b"\n"
        for value in (
            {secret: secret},
            {"messages": [turn("user", f"User: {secret}"), turn(secret, secret)]},
            {"messages": [turn("user", medium(uri=f"s3://{secret}/{secret} x"))]},
        )
    )
    path = write("a", body)
    data_check.run([path, "--model", "nova-lite"])
    data_check.run([path, "--model", "nova-lite", "--json"])
    out = capsys.readouterr()
    assert secret not in out.out + out.err


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8")
def test_a_name_that_is_not_utf_8_is_told_with_escapes(
    capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    path = write(os.fsdecode(b"r\xe9.jsonl"), b"{}\n")
    value = report(capsys, path, "--model", "nova-micro")
    assert value["problems"][0]["file"].endswith("r\\udce9.jsonl")
    data_check.run([path, "--model", "nova-micro"])
    assert "r\\udce9.jsonl:1: shape" in capsys.readouterr().out
