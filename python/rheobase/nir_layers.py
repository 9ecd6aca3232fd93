"""The order of a graph's populations: which edges close loops, and how far a population is from the inputs."""

from __future__ import annotations

from typing import Iterable


def closing_edges(populations: list[str], edges: Iterable[tuple[str, str]]) -> tuple[set[tuple[str, str]], list[str]]:
    """The edges that close loops, and the populations in an order in which all other edges lead forward.

    Begins with populations that nothing leads to; otherwise by their names, since a file keeps the order of edges and not
    that of nodes.
    """
    following: dict[str, list[str]] = {key: [] for key in populations}
    entered = set()
    for source, target in edges:
        following[source].append(target)
        entered.add(target)
    closing: set[tuple[str, str]] = set()
    order: list[str] = []
    begun: dict[str, int] = {}  # the next edge to follow; those that are done are in `order`
    done: set[str] = set()
    for root in sorted(populations, key=lambda key: (key in entered, key)):
        stack = [] if root in begun else [root]
        begun.setdefault(root, 0)
        while stack:
            key = stack[-1]
            if begun[key] == len(following[key]):
                done.add(stack.pop())
                order.append(key)
                continue
            target = following[key][begun[key]]
            begun[key] += 1
            if target not in begun:
                begun[target] = 0
                stack.append(target)
            elif target not in done:
                closing.add((key, target))
    return closing, order[::-1]


def longest_ways(populations: list[str], edges: Iterable[tuple[str, str]]) -> tuple[dict[str, int], set[tuple[str, str]]]:
    """Of each population the number of edges on the longest way to it, without those that close loops; and those."""
    edges = list(edges)
    closing, order = closing_edges(populations, edges)
    steps = {key: 0 for key in populations}
    for key in order:
        for source, target in edges:
            if source == key and (source, target) not in closing:
                steps[target] = max(steps[target], steps[key] + 1)
    return steps, closing
