"""Disjoint sets: which items turn out to be one."""

from __future__ import annotations


class Groups:
    """Sets of the numbers below `n`, each alone at first; a set is known by its smallest number."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, i: int) -> int:
        """The smallest number of the set that holds `i`."""
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one set of those that hold `i` and `j`."""
        i, j = self.find(i), self.find(j)
        self._parent[max(i, j)] = min(i, j)
