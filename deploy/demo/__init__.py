"""The demonstration: invented children played through a sandbox case system, on real parts.

`world.py` starts the parts, `desk.py` is one worker's log-in, `acts/` is what workers do, `stories/` has one
child each, `play.py` plays them all and tells what became of them.
"""
