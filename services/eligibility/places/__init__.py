"""Places: how many children are worked with at one time, where a policy limits it (hard case 59).

A ledger for the whole authority says who has a place and who waits: one document of the journal, with an id
of its own in the place of a child's (`ledger_of`). Children's documents ask it and hear from it by our own
events, so the order that the journal keeps for each id serialises all that happens to places, in however many
processes, and none is given twice.

`ledger.py` is the ledger's side with `priority.py`, `asking.py` and `answers.py` a child's. Under a policy
without a limit nothing of this happens.

Settled points **[ours]**: who withdraws, or is not fit when the turn comes, leaves the line, and after a new
decision joins it at its end. Who is only in doubt then keeps their place in the line, and others pass until a
person has decided. A place that is offered to a child on the waiting list is kept until a person accepts or
declines, for the child is asked again first. A frozen journey keeps its place.
"""
