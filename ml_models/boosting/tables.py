"""From a function that is a sum over blocks of features to main effects and tables, exactly.

A boosted ensemble whose trees each stay within one block is f(x) = sum of f_B(x_B). Its tables are read off by asking
it for answers on grids: with the blocks closed under intersection and c(u) = 1 - sum of c(v) over all v larger than u
(Möbius inversion on that lattice), f(x) = sum over u of c(u) * f(x_u, rest at a reference), for any reference.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np

from ml_models.additive import Block, Floats, Slots

Answer = Callable[[Slots], Floats]
Set = frozenset[int]


def lattice(blocks: Sequence[tuple[int, ...]]) -> dict[Set, int]:
    """All intersections of blocks (the empty one included) with the count of each that adds up to the whole."""
    closed: set[Set] = {frozenset(block) for block in blocks} | {frozenset()}
    while True:
        more = {one & other for one, other in itertools.combinations(closed, 2)} - closed
        if not more:
            break
        closed |= more
    counts: dict[Set, int] = {}
    for each in sorted(closed, key=lambda s: (-len(s), sorted(s))):
        counts[each] = 1 - sum(count for other, count in counts.items() if each < other)
    return {each: count for each, count in counts.items() if count}


def tabulate(
    answer: Answer, blocks: Sequence[tuple[int, ...]], sizes: Sequence[int], weights: Sequence[Floats]
) -> tuple[float, list[Block]]:
    """Base and tables of ``answer``, which takes slots (rows, axes) and is a sum over ``blocks``.

    ``sizes`` counts each axis' slots with slot 0; ``weights`` says how often each slot occurs in training. A slot 0
    that occurs is asked for like any other; one that never does gets the weighted mean over its axis. Main effects are
    taken out of the larger blocks and are zero on average; the base is the average of everything.
    """
    largest = [block for block in map(frozenset, blocks) if not any(block < set(other) for other in blocks)]
    tables = {block: np.zeros([sizes[axis] for axis in sorted(block)]) for block in dict.fromkeys(largest)}
    base = 0.0
    for each, count in lattice(blocks).items():
        found = count * _on_grid(answer, sorted(each), sizes, weights)
        if not each:
            base += float(found)
            continue
        home = next(block for block in tables if each <= block)
        shape = [sizes[axis] if axis in each else 1 for axis in sorted(home)]
        tables[home] += found.reshape(shape)
    mains: dict[int, Floats] = {}
    result = []
    for block, table in tables.items():
        axes = sorted(block)
        base += _take_out(table, axes, weights, mains)
        if len(axes) > 1:
            result.append(Block(tuple(axes), table))
    return base, [Block((axis,), mains[axis]) for axis in sorted(mains)] + result


def _on_grid(answer: Answer, axes: list[int], sizes: Sequence[int], weights: Sequence[Floats]) -> Floats:
    """The function's answers for all combinations of slots on these axes, the other axes at their first cell."""
    cells = [np.arange(sizes[axis]) for axis in axes]
    grid = np.ones((int(np.prod([len(each) for each in cells], initial=1)), len(sizes)), np.intp)
    for axis, column in zip(axes, np.meshgrid(*cells, indexing="ij"), strict=True):
        grid[:, axis] = column.ravel()
    found = answer(grid).reshape([len(each) for each in cells])
    for at, axis in enumerate(axes):
        if not weights[axis][0]:
            _blank_to_mean(found, at, weights[axis])
    return found


def _blank_to_mean(table: Floats, at: int, weight: Floats) -> None:
    moved = np.moveaxis(table, at, 0)
    moved[0] = np.tensordot(weight, moved, axes=(0, 0)) / weight.sum()


def _take_out(table: Floats, axes: list[int], weights: Sequence[Floats], mains: dict[int, Floats]) -> float:
    """Take the mean and the main effects out of a table, in place; add the latter to ``mains``; return the mean."""
    effects = []
    for at in range(len(axes)):
        rest = table.copy()
        for other in reversed(range(len(axes))):
            if other != at:
                rest = np.tensordot(rest, weights[axes[other]] / weights[axes[other]].sum(), axes=(other, 0))
        effects.append(rest)
    mean = float(effects[0] @ weights[axes[0]] / weights[axes[0]].sum())
    table -= mean
    for at, (axis, effect) in enumerate(zip(axes, effects, strict=True)):
        mains[axis] = mains.get(axis, np.zeros(len(effect))) + effect - mean
        table -= (effect - mean).reshape([-1 if other == at else 1 for other in range(len(axes))])
    return mean
