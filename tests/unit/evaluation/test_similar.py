"""Similar training records are found, in the same order each time."""

from lambdas.evaluation.similar import Index

PROMPTS = [
    "How do I return a broken kettle?",
    "Where is my invoice for May?",
    "Where is my invoice for June?",
    "Wie bekomme ich eine Rechnung?",
    "",
    "Where is my invoice for May?",
]


def test_the_most_similar_come_first_and_of_equals_the_first() -> None:
    index = Index(PROMPTS)
    assert index.most_similar("my INVOICE for may", 3) == [1, 5, 2]
    assert index.most_similar("the invoice of may", 1) == [1]
    assert index.most_similar("a kettle that is broken", 1) == [0]
    assert Index(["no", *["the same"] * 300]).most_similar("same", 3) == [1, 2, 3]


def test_what_shares_no_word_is_not_similar() -> None:
    index = Index(PROMPTS)
    assert index.most_similar("Rechnung", 4) == [3]
    assert index.most_similar("zzz", 4) == []
    assert index.most_similar("", 4) == []


def test_there_may_be_nothing_to_look_among() -> None:
    assert Index([]).most_similar("invoice", 4) == []
    assert Index(["", "?!"]).most_similar("invoice", 4) == []
    assert Index(["invoice"]).most_similar("invoice", 4) == [0]


def test_rare_words_weigh_more_than_common_ones() -> None:
    prompts = [f"please tell me about topic{number}" for number in range(30)]
    assert Index(prompts).most_similar("please tell me topic17", 1) == [17]
