"""Which texts belong together: the components of the graph whose edges join alike texts."""

from array import array
from collections.abc import Iterable, Iterator

from lambdas.datasets.prepare.borders import MOST_COMPARISONS
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.similarity import Similarity

Signed = tuple[int, bytes]
"""A text's number and its signature."""


class Clusters:
    """Texts numbered from 0, joined when two of them are alike.

    A text alike to one of a cluster joins it, also if it is not alike to the others; so the
    clusters don't depend on the order in which texts are compared.
    """

    def __init__(self, count: int, similarity: Similarity) -> None:
        self._parents = array("q", range(count))
        self._similarity = similarity
        self._comparisons = 0

    def __iter__(self) -> Iterator[tuple[int, int]]:
        """Yield every text's number with the one its cluster goes by."""
        for number in range(len(self._parents)):
            yield number, self._root(number)

    def compare(self, texts: Iterable[Signed]) -> None:
        """Join those of some texts that are alike.

        Each is compared with the clusters it is not in, so a thousand alike texts need a thousand
        comparisons, not a million.

        Raises:
            RefusedError: so many texts are nearly alike that comparing them has no end.
        """
        found: dict[int, list[bytes]] = {}
        for number, signature in texts:
            root = self._root(number)
            alike = [
                other
                for other, members in found.items()
                if other == root or self._any_alike(signature, members)
            ]
            joined = [signature]
            for other in alike:
                joined += found.pop(other)
                self._parents[other] = root
            found[root] = joined

    def _any_alike(self, signature: bytes, members: list[bytes]) -> bool:
        for member in members:
            self._comparisons += 1
            if self._similarity.alike(signature, member):
                return True
        if self._comparisons > MOST_COMPARISONS:
            raise RefusedError.at(
                "$.near_duplicates",
                f"more than {MOST_COMPARISONS} pairs of records that share much of their text",
                "a higher threshold, null, or fewer records",
            )
        return False

    def _root(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number
