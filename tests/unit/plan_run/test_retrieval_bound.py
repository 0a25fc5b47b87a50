"""The bound of what is asked after similar records: no choice of them needs more."""

import json
from io import BytesIO
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from lambdas.catalogue.model import Method
from lambdas.common.findings import Findings
from lambdas.contract.evaluation import EvaluationRequest, RetrievalArm
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.judge import Judge
from lambdas.evaluation.held_out import HeldOut, Text, Turn
from lambdas.evaluation.records import examples_of
from lambdas.plan_evaluation.questions import question_of, usable
from lambdas.plan_run.check_dataset import check_dataset
from lambdas.plan_run.estimate_evaluation import Sets
from tests.unit.datasets.records import rules_of, turn
from tests.unit.datasets.test_tools import record, result, use

JUDGE = Judge(rules_of("nova-2-lite"), Method.FINE_TUNING)
ASKED = HeldOut(
    id="1", line=1, system=[Text("Be brief.")], turns=[Turn("user", [Text("Why?")])], reference="So"
)
TEST = CheckedDataset(
    records=1,
    size_bytes=100,
    characters=len("Be brief.Why?So"),
    longest_record=len("Be brief.Why?So"),
    sha256="ab",
    answer_characters=len("So"),
)

WORDS = st.text(max_size=40).map(lambda text: f"x{text}")
BLOCKS = st.lists(WORDS, min_size=1, max_size=3)
TURNS = st.lists(st.tuples(BLOCKS, BLOCKS), min_size=1, max_size=3).map(
    lambda pairs: [
        turn(role, *blocks)
        for pair in pairs
        for role, blocks in zip(("user", "assistant"), pair, strict=True)
    ]
)
NUMBERS = st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.integers(), max_size=9)
CALLS = NUMBERS.map(
    lambda numbers: record(
        turn("user", "x"),
        turn("assistant", use(input={"of": numbers})),
        turn("user", result("one", {"json": {"of": numbers}})),
        turn("assistant", "So."),
    )
)
LINES = st.builds(
    lambda value, ascii_only: json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":")),
    TURNS.map(lambda turns: {"messages": turns}) | CALLS,
    st.booleans(),
)
EXPANDING = json.dumps(
    record(
        turn("user", "x"),
        turn("assistant", use()),
        turn("user", result("one", {"json": {"of": [0]}})),
        turn("assistant", "So."),
    )
).replace("[0]", f"[{','.join(['1e15'] * 99)}]")
"""Numbers that are longer where they are shown than where they were learned from."""


@given(st.lists(LINES, min_size=1, max_size=6), st.integers(1, 20), st.data())
@example([EXPANDING], 1, None)
def test_no_choice_of_records_needs_more(lines: list[str], most: int, choices: Any) -> None:
    body = "\n".join(lines).encode(errors="surrogatepass")
    findings = Findings()
    training = check_dataset(BytesIO(body), "training", JUDGE, findings)
    assert training
    examples = usable(examples_of([body]))
    assert findings.count or len(examples) == len(lines)
    some = st.lists(st.sampled_from(examples), max_size=most) if examples else st.just([])
    chosen = choices.draw(some) if choices else examples[:most]
    rules = EvaluationRequest(test="test.jsonl", retrieval=RetrievalArm(records=most))
    question = question_of(ASKED, chosen)
    texts = [*question.system, *(block for one in question.turns for block in one.content)]
    needed = sum(len(block.text) for block in texts)
    assert needed <= Sets(rules, TEST, None, training).retrieval_characters
