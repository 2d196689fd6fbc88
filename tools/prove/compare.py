"""Compare integers.py with words: it must not rule out values of which random conditions hold.

`compare.py COUNT SEED` ends with an error at the first that it rules out.
"""

import random
import sys

import z3
from integers import Integers

BITS = 6
DEPTH = 2
VALUES = (*range(8), 15, 16, 31, 32, 33, 60, 62, 63)


class Drawn:
    """Random terms over three words."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names = [z3.BitVec(name, BITS) for name in "xyz"]

    def word(self, depth: int) -> z3.BitVecRef:
        if depth == 0 or self.random.random() < 0.1:
            return self.random.choice([*self.names, z3.BitVecVal(self.random.choice(VALUES), BITS)])
        a, b = self.word(depth - 1), self.word(depth - 1)
        cut = self.random.randrange(1, BITS)
        return self.random.choice(
            (
                lambda: a + b,
                lambda: a - b,
                lambda: a * b,
                lambda: z3.UDiv(a, b),
                lambda: z3.URem(a, b),
                lambda: a ^ b,
                lambda: ~a,
                lambda: a & b,
                lambda: a << b,
                lambda: z3.Concat(z3.Extract(BITS - 1, cut, a), z3.Extract(cut - 1, 0, b)),
                lambda: z3.ZeroExt(cut, z3.Extract(BITS - 1, cut, a)),
                lambda: z3.If(self.condition(depth - 1), a, b),
                lambda: a ^ ((a ^ b) * z3.If(z3.UGT(b, a), z3.BitVecVal(1, BITS), z3.BitVecVal(0, BITS))),
            )
        )()

    def condition(self, depth: int) -> z3.BoolRef:
        a, b = self.word(depth), self.word(depth)
        given = self.random.choice((z3.ULE(a, b), z3.ULT(a, b), a == b, a != b, a < b, z3.UGE(a, b)))
        if depth and self.random.random() < 0.3:
            given = self.random.choice((z3.And, z3.Or, z3.Implies))(given, self.condition(depth - 1))
        return z3.Not(given) if self.random.random() < 0.3 else given


def holds(condition: z3.BoolRef, values: list[tuple[z3.BitVecRef, z3.BitVecRef]]) -> bool:
    return z3.is_true(z3.simplify(z3.substitute(condition, values)))


def main(count: int, seed: int) -> int:
    """Zero if the integers rule out no value that was drawn."""
    drawn = Drawn(seed)
    for number in range(count):
        values = [(name, z3.BitVecVal(drawn.random.choice(VALUES), BITS)) for name in drawn.names]
        conditions = [drawn.condition(DEPTH) for _ in range(3)]
        conditions = [c if holds(c, values) else z3.Not(c) for c in conditions]
        integers = Integers(conditions, drawn.random.choice((None, 0, 1, 2)))
        solver = z3.SolverFor("QF_NIA")
        solver.set("timeout", 500)
        given = [(integers.word(name).term, z3.IntVal(value.as_long())) for name, value in values]
        solver.add([z3.simplify(z3.substitute(fact, given)) for fact in integers.facts])
        if solver.check() == z3.unsat:
            print(f"compare: number {number} of seed {seed} is ruled out: {conditions} with {values}")
            return 1
    print(f"compare: none of {count} of seed {seed} is ruled out")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
