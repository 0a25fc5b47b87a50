"""Pairs of texts that are alike more or less, made by a seed: for benchmarks and tests."""

import random

WORDS = (
    *("the", "A", "an", "refund,", "Refund!", "invoice,", "12", "3.50", "e-mail", "déjà", "naïve"),
    *("Straße", "東京", "(see)", "'quoted'", "customer's", "order;", "ships", "in", "days…"),
    *("İstanbul", "ЗДРАВСТВУЙ", "ok"),
)


def pairs(count: int, *, seed: int, longest: int = 40) -> list[tuple[str, str]]:
    """Return references with answers, some equal, some empty, most of them mutilated."""
    rng = random.Random(seed)  # noqa: S311 no secret
    return [_pair(rng, longest) for _ in range(count)]


def _pair(rng: random.Random, longest: int) -> tuple[str, str]:
    reference = rng.choices(WORDS, k=rng.randint(1, longest))
    keep = rng.choice([0.0, 0.3, 0.7, 0.95, 1.0])
    answer = [word if rng.random() < keep else rng.choice(WORDS) for word in reference]
    if rng.random() < 0.3:  # noqa: PLR2004 now and then
        rng.shuffle(answer)
    cut = rng.choice([0, len(answer) // 2, len(answer), len(answer), len(answer)])
    return " ".join(reference), rng.choice([" ", "  ", "\n"]).join(answer[:cut])
