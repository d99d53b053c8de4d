"""`python -m tests.attack --count 20000 --seed 1`: displace events of whole histories.

It ends with 1 when the end of one is less safe than in order.
"""

import argparse
import random
import sys
import time
from collections import Counter

from tests.attack.displacing import Displacement, displacements, outcome
from tests.attack.turns import HISTORIES


def main() -> int:
    """Try a seeded sample of all displacements, for so many seconds at most; print what was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="how many displacements to try")
    parser.add_argument("--seed", type=int, default=1, help="which sample of them")
    parser.add_argument("--seconds", type=float, default=1_800, help="when to stop at the latest")
    parser.add_argument("--show", type=int, default=40, help="how many violations to print")
    args = parser.parse_args()
    everything = [one for history in HISTORIES for one in displacements(history)]
    sample = random.Random(args.seed).sample(everything, min(args.count, len(everything)))
    return _attack(sample, args.seconds, args.show)


def _attack(sample: list[Displacement], seconds: float, show: int) -> int:
    began, tried = time.monotonic(), 0
    violations: Counter[str] = Counter()
    dead: Counter[str] = Counter()
    for displacement in sample:
        if time.monotonic() - began > seconds:
            break
        tried += 1
        result = outcome(displacement)
        if result.is_violation:
            violations[displacement.history.name] += 1
            if violations.total() <= show:
                changed = sorted(result.less_safe) or ["not what it is in order"]
                _say(f"{displacement}: {', '.join(changed)}")
        elif result.is_dead:
            dead[f"{displacement.what} {displacement.how}"] += 1
    took, of = time.monotonic() - began, f"{tried} displacements of {len(HISTORIES)} histories"
    _say(f"{dead.total()} ends in which something that stands in order is closed or waits: no fault")
    _say(*(f"{count:6} {name}" for name, count in dead.most_common(12)))
    _say(f"{of} in {took:.0f} s: {violations.total()} violations")
    _say(*(f"{count:6} {name}" for name, count in violations.most_common()))
    return 1 if violations else 0


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
