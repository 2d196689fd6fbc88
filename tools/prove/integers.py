"""A solver for multiplication and division: words become integers, with no modulus where nothing can overflow.

What it does not understand becomes any value at all. So the integers allow all that the words do, and more: if they
have no solution, nor have the words. A solution in integers counts only if it is one in words.
"""

import functools
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import z3

TIMES = (2, 8, 32, 128)  # seconds that each of z3's ways gets, one after another
SHALLOW = 2  # of products and quotients within each other, how many are looked into at first
ROUNDS = 4  # in which bounds pass from one term to the next
ABSTRACT = "f_evm_"  # what halmos calls operations that it leaves open at first

COMPARED: dict[int, Callable] = {
    z3.Z3_OP_ULEQ: lambda a, b: a <= b,
    z3.Z3_OP_ULT: lambda a, b: a < b,
    z3.Z3_OP_UGEQ: lambda a, b: a >= b,
    z3.Z3_OP_UGT: lambda a, b: a > b,
}
PRODUCTS = (z3.Z3_OP_BMUL, "f_evm_bvmul")
QUOTIENTS = (z3.Z3_OP_BUDIV, z3.Z3_OP_BUDIV_I, "f_evm_bvudiv")
REMAINDERS = (z3.Z3_OP_BUREM, z3.Z3_OP_BUREM_I, "f_evm_bvurem")
FACTORED = (*PRODUCTS, *QUOTIENTS, *REMAINDERS)


class Word(NamedTuple):
    """An integer term, and between what it lies."""

    term: z3.ArithRef
    low: int
    high: int


def operation(t: z3.ExprRef) -> int | str:
    """What a term does: z3's number of it, or the name that halmos has for it."""
    name = t.decl().name()
    return name.rsplit("_", 1)[0] if name.startswith(ABSTRACT) else t.decl().kind()


class Integers:
    """The facts that follow from assertions on words. Products, quotients and remainders with more than `deepest`
    of them within each other may be any value, whatever they are made of."""

    def __init__(self, given: list[z3.BoolRef], deepest: int | None = None) -> None:
        assertions = [z3.simplify(assertion) for assertion in given]
        self.deepest = deepest
        self.depths: dict[int, int] = {}
        self.limits: dict[int, tuple[int, int]] = {}
        self.kept: list[z3.ExprRef] = []  # while a term lives, no other has its id
        for _ in range(ROUNDS):
            self.facts: list[z3.BoolRef] = []
            self.words: dict[int, Word] = {}
            self.truths: dict[int, z3.BoolRef] = {}
            self.divided: dict[tuple[int, int], tuple[Word, Word]] = {}
            self.facts += [self.truth(assertion) for assertion in assertions]
            for assertion in assertions:
                self.learn(assertion, True)

    # Bounds

    def learn(self, t: z3.BoolRef, holds: bool) -> None:
        """Bounds that follow from a condition."""
        match t.decl().kind(), holds:
            case z3.Z3_OP_NOT, _:
                self.learn(t.arg(0), not holds)
            case (z3.Z3_OP_AND, True) | (z3.Z3_OP_OR, False):
                for part in t.children():
                    self.learn(part, holds)
            case (z3.Z3_OP_ULEQ, _) | (z3.Z3_OP_UGEQ, _):
                a, b = t.children() if t.decl().kind() == z3.Z3_OP_ULEQ else reversed(t.children())
                if not holds:
                    a, b = b, a
                self.limit(a, 0, self.word(b).high - (not holds))
                self.limit(b, self.word(a).low + (not holds), None)
            case z3.Z3_OP_EQ, True if z3.is_bv(t.arg(0)):
                for a, b in (t.children(), reversed(t.children())):
                    self.limit(a, self.word(b).low, self.word(b).high)

    def limit(self, t: z3.BitVecRef, low: int, high: int | None) -> None:
        """Between what a word lies, and so what it is cut from."""
        now_low, now_high = self.limits.get(t.get_id(), (0, 2 ** t.size() - 1))
        self.limits[t.get_id()] = (max(low, now_low), now_high if high is None else min(high, now_high))
        if t.decl().kind() == z3.Z3_OP_EXTRACT:
            top, bottom = t.params()
            whole = t.arg(0)
            if high == 0 and top == whole.size() - 1:
                self.limit(whole, 0, 2**bottom - 1)
            elif bottom == 0 and self.word(whole).high < 2 ** (top + 1):
                self.limit(whole, low, high)

    # Words

    def any(self, low: int, high: int) -> Word:
        """A value of which only the bounds are known."""
        term = z3.FreshInt()
        self.facts += [term >= low, term <= high]
        return Word(term, low, high)

    def word(self, t: z3.BitVecRef) -> Word:
        """The unsigned value of a term."""
        if t.get_id() not in self.words:
            self.kept.append(t)
            fitted = self.fitted(self.exact(t), t.size())
            low, high = self.limits.get(t.get_id(), (0, 2 ** t.size() - 1))
            self.facts += [fitted.term >= low] * (low > fitted.low) + [fitted.term <= high] * (high < fitted.high)
            self.words[t.get_id()] = Word(fitted.term, max(fitted.low, low), min(fitted.high, high))
        return self.words[t.get_id()]

    def fitted(self, exact: Word, bits: int) -> Word:
        """An integer modulo 2^bits."""
        low, high = exact.low >> bits, exact.high >> bits
        if low == high == 0:
            return exact
        rest, over = self.any(0, 2**bits - 1), self.any(low, high)
        self.facts.append(exact.term == rest.term + 2**bits * over.term)
        return rest

    def depth(self, t: z3.ExprRef) -> int:
        """How many products, quotients and remainders a term has within each other, choices between two not counted."""
        if t.get_id() not in self.depths:
            self.kept.append(t)
            inner = max(map(self.depth, t.children()), default=0)
            self.depths[t.get_id()] = inner + (operation(t) in FACTORED and not self.branches(t))
        return self.depths[t.get_id()]

    def is_left_open(self, t: z3.BitVecRef) -> bool:
        return self.deepest is not None and self.depth(t) > self.deepest and not self.branches(t)

    def exact(self, t: z3.BitVecRef) -> Word:
        """What a term comes to before it is cut to its size."""
        match operation(t):
            case op if op in FACTORED and self.is_left_open(t):
                return self.any(0, 2 ** t.size() - 1)
            case z3.Z3_OP_BNUM:
                return Word(z3.IntVal(t.as_long()), t.as_long(), t.as_long())
            case z3.Z3_OP_BADD:
                parts = [self.signed(part) for part in t.children()]
                return Word(z3.Sum([p.term for p in parts]), sum(p.low for p in parts), sum(p.high for p in parts))
            case z3.Z3_OP_BSUB if t.num_args() == 2:
                a, b = (self.word(part) for part in t.children())
                return Word(a.term - b.term, a.low - b.high, a.high - b.low)
            case op if op in PRODUCTS:
                return self.product(t)
            case op if op in QUOTIENTS:
                return self.division(t)[0]
            case op if op in REMAINDERS:
                return self.division(t)[1]
            case z3.Z3_OP_ITE:
                return self.choice(t.arg(0), self.word(t.arg(1)), self.word(t.arg(2)))
            case z3.Z3_OP_CONCAT:
                return self.joined(t.children())
            case z3.Z3_OP_ZERO_EXT:
                return self.word(t.arg(0))
            case z3.Z3_OP_EXTRACT:
                return self.cut(t)
            case z3.Z3_OP_BNOT:
                a = self.word(t.arg(0))
                most = 2 ** t.size() - 1
                return Word(most - a.term, most - a.high, most - a.low)
            case z3.Z3_OP_BXOR:
                return self.exclusive(t)
            case _:
                return self.any(0, 2 ** t.size() - 1)

    def signed(self, t: z3.BitVecRef) -> Word:
        """An addend: a large constant, or what is multiplied by one, is negative."""
        if z3.is_bv_value(t):
            return Word(z3.IntVal(t.as_signed_long()), t.as_signed_long(), t.as_signed_long())
        if operation(t) in PRODUCTS and any(z3.is_bv_value(part) for part in t.children()):
            return self.product(t)
        return self.word(t)

    def product(self, t: z3.BitVecRef) -> Word:
        a, b = t.children() if t.num_args() == 2 else (t.arg(0), z3.simplify(z3.Product(t.children()[1:])))
        for chosen, other in ((a, b), (b, a)):
            if chosen.decl().kind() == z3.Z3_OP_ITE and all(z3.is_bv_value(part) for part in chosen.children()[1:]):
                given = [self.times(self.signed(part), self.word(other)) for part in chosen.children()[1:]]
                return self.choice(chosen.arg(0), *given)
        return self.times(*(self.signed(p) if z3.is_bv_value(p) else self.word(p) for p in (a, b)))

    def times(self, a: Word, b: Word) -> Word:
        corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
        return Word(a.term * b.term, min(corners), max(corners))

    def division(self, t: z3.BitVecRef) -> tuple[Word, Word]:
        """Quotient and remainder."""
        # Factors may stand in any order.
        parts = [z3.simplify(self.word(part).term) for part in t.children()]
        self.kept += parts
        key = (parts[0].get_id(), parts[1].get_id())
        if key not in self.divided:
            a, b = (self.word(part) for part in t.children())
            quotient = self.any(0, max(a.high // max(b.low, 1), 0))
            rest = self.any(0, max(min(a.high, b.high - 1), 0))
            whole = z3.And(a.term == quotient.term * b.term + rest.term, rest.term < b.term)
            none = z3.And(quotient.term == 0, rest.term == 0)
            self.facts.append(whole if b.low > 0 else z3.If(b.term == 0, none, whole))
            self.divided[key] = quotient, rest
        if isinstance(operation(t), str) or self.word(t.arg(1)).low > 0:
            return self.divided[key]
        # By zero, the solver's operation is not the EVM's. Queries ask for it only where that does not matter.
        zero, top = self.word(t.arg(1)).term == 0, 2 ** t.size() - 1
        return tuple(self.pick(zero, self.any(0, top), known) for known in self.divided[key])

    def choice(self, condition: z3.BoolRef, a: Word, b: Word) -> Word:
        return self.pick(self.truth(condition), a, b)

    def pick(self, condition: z3.BoolRef, a: Word, b: Word) -> Word:
        return Word(z3.If(condition, a.term, b.term), min(a.low, b.low), max(a.high, b.high))

    def joined(self, parts: list[z3.BitVecRef]) -> Word:
        term, low, high = z3.IntVal(0), 0, 0
        for part in parts:
            w = self.word(part)
            scale = 2 ** part.size()
            term, low, high = term * scale + w.term, low * scale + w.low, high * scale + w.high
        return Word(z3.simplify(term), low, high)

    def cut(self, t: z3.BitVecRef) -> Word:
        for condition, a, b in self.branches(t):
            return self.choice(condition, self.word(a), self.word(b))
        _, bottom = t.params()
        whole = self.word(t.arg(0))
        if bottom == 0:
            return whole
        upper = self.any(whole.low >> bottom, whole.high >> bottom)
        lower = self.word(z3.simplify(z3.Extract(bottom - 1, 0, t.arg(0))))
        self.facts.append(whole.term == upper.term * 2**bottom + lower.term)
        return upper

    def exclusive(self, t: z3.BitVecRef) -> Word:
        """Exclusive or. The greater of two words is one of them, or else both of them, with the other."""
        for place, part in enumerate(t.children()):
            rest = [p for i, p in enumerate(t.children()) if i != place]
            for condition, a, b in self.branches(part):
                return self.choice(condition, self.word(xor(a, *rest)), self.word(xor(b, *rest)))
        ends = {t.size()}
        for part in t.children():
            end = 0
            for section in reversed(part.children() if part.decl().kind() == z3.Z3_OP_CONCAT else []):
                end += section.size()
                ends.add(end)
        if len(ends) == 1:
            return self.any(0, 2 ** t.size() - 1)
        starts = [0, *sorted(ends)[:-1]]
        pieces = [
            xor(*(piece(part, end - 1, start) for part in t.children()))
            for start, end in zip(starts, sorted(ends), strict=True)
        ]
        return self.joined(pieces[::-1])

    def branches(self, t: z3.BitVecRef) -> list[tuple[z3.BoolRef, z3.BitVecRef, z3.BitVecRef]]:
        """The condition of a term that is one or another, with both."""
        if t.decl().kind() == z3.Z3_OP_ITE:
            return [(t.arg(0), t.arg(1), t.arg(2))]
        if t.decl().kind() == z3.Z3_OP_EXTRACT:
            top, bottom = t.params()
            cut = [(c, z3.Extract(top, bottom, a), z3.Extract(top, bottom, b)) for c, a, b in self.branches(t.arg(0))]
            return [(c, z3.simplify(a), z3.simplify(b)) for c, a, b in cut]
        if operation(t) in PRODUCTS and t.num_args() == 2:
            for a, b in (t.children(), reversed(t.children())):
                if a.decl().kind() == z3.Z3_OP_ITE and all(z3.is_bv_value(part) for part in a.children()[1:]):
                    return [(a.arg(0), z3.simplify(a.arg(1) * b), z3.simplify(a.arg(2) * b))]
        return []

    # Conditions

    def truth(self, t: z3.BoolRef) -> z3.BoolRef:
        if t.get_id() not in self.truths:
            self.kept.append(t)
            self.truths[t.get_id()] = self.decided(t)
        return self.truths[t.get_id()]

    def decided(self, t: z3.BoolRef) -> z3.BoolRef:
        kind = t.decl().kind()
        if kind in COMPARED:
            return COMPARED[kind](*(self.word(part).term for part in t.children()))
        if kind in (z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT) and t.num_args() == 2 and z3.is_bv(t.arg(0)):
            a, b = (self.word(part).term for part in t.children())
            return a == b if kind == z3.Z3_OP_EQ else a != b
        match kind:
            case z3.Z3_OP_TRUE | z3.Z3_OP_FALSE:
                return t
            case z3.Z3_OP_NOT:
                return z3.Not(self.truth(t.arg(0)))
            case z3.Z3_OP_AND:
                return z3.And([self.truth(part) for part in t.children()])
            case z3.Z3_OP_OR:
                return z3.Or([self.truth(part) for part in t.children()])
            case z3.Z3_OP_IMPLIES:
                return z3.Implies(self.truth(t.arg(0)), self.truth(t.arg(1)))
            case z3.Z3_OP_EQ | z3.Z3_OP_ITE if all(z3.is_bool(part) for part in t.children()):
                parts = [self.truth(part) for part in t.children()]
                return parts[0] == parts[1] if kind == z3.Z3_OP_EQ else z3.If(*parts)
            case _:
                return z3.FreshBool()


def xor(*words: z3.BitVecRef) -> z3.BitVecRef:
    """Exclusive or, without what occurs twice."""
    left: dict[int, z3.BitVecRef] = {}
    constant = z3.BitVecVal(0, words[0].size())
    open_words = list(words)
    while open_words:
        word = open_words.pop()
        match word.decl().kind():
            case z3.Z3_OP_BXOR:
                open_words += word.children()
            case z3.Z3_OP_BNOT:
                open_words.append(word.arg(0))
                constant = ~constant
            case z3.Z3_OP_BNUM:
                constant = constant ^ word
            case _ if left.pop(word.get_id(), None) is None:
                left[word.get_id()] = word
    constant = z3.simplify(constant)
    if not left:
        return constant
    result = functools.reduce(lambda a, b: a ^ b, left.values())
    if constant.as_long() == 0:
        return result
    return ~result if constant.as_signed_long() == -1 else constant ^ result


def piece(t: z3.BitVecRef, top: int, bottom: int) -> z3.BitVecRef:
    """Some bits of a word, written alike whether they were cut out before or not."""
    match t.decl().kind():
        case z3.Z3_OP_BNOT:
            return ~piece(t.arg(0), top, bottom)
        case z3.Z3_OP_EXTRACT:
            return piece(t.arg(0), top + t.params()[1], bottom + t.params()[1])
        case z3.Z3_OP_CONCAT:
            start = t.size()
            for part in t.children():
                start -= part.size()
                if bottom >= start:
                    return piece(part, top - start, bottom - start)
    cut = z3.Extract(top, bottom, t)
    return cut if bottom else z3.simplify(cut)


def decided(facts: list[z3.BoolRef], times: tuple[int, ...] = TIMES) -> tuple[z3.CheckSatResult, z3.Solver]:
    """Whether facts have a solution, and the solver that knows it. None is quick at all of them: each gets its time."""
    for seconds, kind in itertools.product(times, (z3.Solver, z3.SimpleSolver, lambda: z3.SolverFor("QF_NIA"))):
        solver = kind()
        solver.set("timeout", seconds * 1000)
        solver.add(facts)
        if (found := solver.check()) != z3.unknown:
            break
    return found, solver


def answer(file: str) -> str:
    """What an SMT-LIB file says, as far as integers tell: unsat, sat with a model, or unknown."""
    text = Path(file).read_text()
    if not any(word in text for word in ("bvmul", "bvudiv", "bvurem")):
        return "unknown"
    assertions = list(z3.parse_smt2_file(file))
    if decided(Integers(assertions, SHALLOW).facts, TIMES[:1])[0] == z3.unsat:
        return "unsat"
    integers = Integers(assertions)
    found, solver = decided(integers.facts)
    if found != z3.sat or f"declare-fun {ABSTRACT}" in text:
        return "unsat" if found == z3.unsat else "unknown"

    # Only if the words allow it too.
    values, words = solver.model(), z3.Solver()
    words.add(assertions)
    for t in integers.kept:
        if z3.is_bv(t) and z3.is_const(t) and t.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            words.add(t == values.eval(integers.word(t).term, model_completion=True).as_long())
    return f"sat\n{words.model().sexpr()}" if words.check() == z3.sat else "unknown"


if __name__ == "__main__":
    print(answer(sys.argv[1]))
