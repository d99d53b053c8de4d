"""The sandbox's tracker: a Roundup tracker home whose classes are a small children's case record.

`schema.py`, `initial_data.py`, `interfaces.py`, `detectors/`, `extensions/` and `html/` are copied into the
tracker's home; the other modules are imported from here by them.
"""
