"""Records and datasets, most of them nearly right, for properties that hold of all."""

import json
from typing import Any

from hypothesis import strategies as st

KEYS = (
    *("messages", "system", "role", "content", "text", "schemaVersion", "toolConfig", "tools"),
    *("toolSpec", "name", "description", "inputSchema", "json", "type", "toolUse", "toolUseId"),
    *("input", "toolResult", "status", "reasoningContent", "reasoningText", "image", "video"),
    *("document", "format", "source", "s3Location", "uri", "bucketOwner", "prompt", "completion"),
    *("caption", "image-ref", "reference_answer", "x"),
)
WORDS = ("user", "assistant", "", " ", "User: x", 'a "b" \\', "ü🙂", "s3://bucket/a.png", "png")

JSON_VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=8,
)

TEXTS = st.sampled_from(WORDS) | st.text(max_size=20)
LOCATIONS = st.fixed_dictionaries(
    {"uri": st.sampled_from(["s3://bucket/a.png", "s3://other/b.mp4", "s3://bucket//a"])}
)
MEDIA = st.fixed_dictionaries(
    {
        "format": st.sampled_from(["png", "mp4", "pdf"]),
        "source": st.fixed_dictionaries({"s3Location": LOCATIONS}),
    }
)
CALLS = st.fixed_dictionaries(
    {
        "toolUseId": st.sampled_from(["1", "2"]),
        "name": st.sampled_from(["tool", "other"]),
        "input": st.dictionaries(st.sampled_from(KEYS), JSON_VALUES, max_size=2),
    }
)
RESULTS = st.fixed_dictionaries(
    {
        "toolUseId": st.sampled_from(["1", "2"]),
        "content": st.lists(
            st.fixed_dictionaries({"text": TEXTS}) | st.fixed_dictionaries({"json": JSON_VALUES}),
            max_size=2,
        ),
    }
)
THOUGHTS = st.fixed_dictionaries({"reasoningText": st.fixed_dictionaries({"text": TEXTS})})
BLOCKS = (
    st.fixed_dictionaries({"text": TEXTS})
    | st.fixed_dictionaries({"text": TEXTS})
    | st.sampled_from(["image", "video", "document"]).flatmap(
        lambda kind: st.fixed_dictionaries({kind: MEDIA})
    )
    | st.fixed_dictionaries({"toolUse": CALLS})
    | st.fixed_dictionaries({"toolResult": RESULTS})
    | st.fixed_dictionaries({"reasoningContent": THOUGHTS})
    | JSON_VALUES
)
CONTENTS = st.lists(BLOCKS, max_size=2) | st.lists(
    st.fixed_dictionaries({"text": TEXTS}), min_size=1, max_size=2
)
TURNS = st.builds(
    lambda contents: [
        {"role": ("user", "assistant")[index % 2], "content": content}
        for index, content in enumerate(contents)
    ],
    st.lists(CONTENTS, max_size=4),
) | st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "system"]), "content": CONTENTS}
    ),
    max_size=3,
)
TOOLS = st.fixed_dictionaries(
    {
        "tools": st.lists(
            st.fixed_dictionaries(
                {
                    "toolSpec": st.fixed_dictionaries(
                        {
                            "name": st.sampled_from(["tool", "other"]),
                            "description": TEXTS,
                            "inputSchema": st.just({"json": {"type": "object"}}),
                        }
                    )
                }
            ),
            max_size=2,
        )
    }
)
CONVERSE = st.fixed_dictionaries(
    {"messages": TURNS},
    optional={
        "system": st.lists(st.fixed_dictionaries({"text": TEXTS}), max_size=2) | JSON_VALUES,
        "schemaVersion": st.text(max_size=5) | JSON_VALUES,
        "toolConfig": TOOLS | JSON_VALUES,
    },
)


def _written(value: object, ascii_only: bool, doubled: int) -> bytes:
    text = json.dumps(value, ensure_ascii=ascii_only)
    if doubled == 0:
        text = text.replace('"role":', '"role": "user", "role":', 1)
    elif doubled == 1:
        text = text.replace('"text":', '"text": "\\"", "text":', 1)
    elif doubled == 2:
        text = text.replace('\\"', "\\u0022", 1)
    return text.encode(errors="surrogatepass")


RECORDS = st.builds(_written, CONVERSE | JSON_VALUES, st.booleans(), st.integers(0, 20))
"""Lines in the Converse format, nearly; some with a key twice."""
LINES = (
    RECORDS.filter(lambda line: b"\n" not in line)
    | st.binary(max_size=20).map(lambda line: line.replace(b"\n", b" "))
    | st.just(b"")
)
DATASETS = st.lists(LINES, min_size=1, max_size=12)
