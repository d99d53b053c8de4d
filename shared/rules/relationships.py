"""Interim."""
from typing import Literal
Match = Literal["named", "possible", "no"]
def relation(named: str, recorded: str | None) -> Match:
    syn={"dad":"father","mum":"mother"}
    a=syn.get(named,named); b=syn.get(recorded or "",recorded or "")
    if a==b: return "named"
    return "possible" if b in ("","unknown","other","relative") else "no"
