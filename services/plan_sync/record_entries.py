"""The only I/O of plan_sync: reads for its decisions, and the carrying out of its writes.

A write may be repeated at any point (a lost answer, a crash): references are deterministic, the section's
version is pinned, and what stands there is read back. CaseSystemUnavailable and CaseSystemMisconfigured pass
through to the journal, which waits and tries again; CaseSystemRefused too, which it hands to a person.
"""

from dataclasses import replace
from datetime import date
from typing import get_args

from pydantic import BaseModel

from services.plan_sync.wording import Wording
from shared.case_system.port import (
    CaseSystem,
    EntryToWrite,
    NoteToWrite,
    PlanWords,
    Receipt,
    Section,
    TaskToWrite,
)
from shared.case_system.words import content_hash
from shared.contracts.case_system import CarePlanChanged, PlanDecided
from shared.contracts.envelope import OUR_SYSTEM, Envelope
from shared.contracts.our_meeting import PlanReceipt
from shared.contracts.records import PlanKind
from shared.errors import CaseSystemConflict, CaseSystemRefused
from shared.service import Perform, WriteConflicted, WriteDone, WriteRefused, WriteRequest, WriteSettled

NOT_THERE = 404


class EntryOrder(BaseModel):
    """One approved commitment and the reference of its entry."""

    commitment_id: str
    reference: str
    conditions: bool


class EntriesOrder(BaseModel):
    """The payload of a Write of entries: everything is pinned to what was decided.

    `look_for` names a Write that was taken back: nothing is written, what stands of it is told.
    """

    plan_id: str
    plan_version: int
    target: PlanKind
    expected_version: str
    approved_by: str
    entries: tuple[EntryOrder, ...]
    look_for: str | None = None


async def load_bases(event: PlanDecided, _envelope: Envelope, case_system: CaseSystem) -> dict[PlanKind, str]:
    """Return the versions of the child's sections as the decision finds them, of those that are there."""
    bases: dict[PlanKind, str] = {}
    for target in get_args(PlanKind):
        try:
            bases[target] = (await case_system.read_section(event.child_id, target)).value.version
        except CaseSystemRefused:
            continue
    return bases


async def load_entries(
    event: CarePlanChanged, envelope: Envelope, case_system: CaseSystem
) -> dict[str, str] | None:
    """Return the content hash by reference of what stands in the changed plan; None for our own echo."""
    if envelope.originsystem == OUR_SYSTEM:
        return None
    try:
        section = (await case_system.read_section(event.child_id, event.plan_kind)).value
    except CaseSystemRefused as fault:
        if fault.status != NOT_THERE:
            raise
        # no section, no entries: whatever we wrote there is gone
        return {}
    return _standing(section)


async def _look(request: WriteRequest, order: EntriesOrder, case_system: CaseSystem) -> WriteSettled:
    """Tell which entries of a Write that was taken back stand in the section all the same."""
    try:
        section = (await case_system.read_section(request.child_id, order.target)).value
    except CaseSystemRefused as fault:
        if fault.status != NOT_THERE:
            raise
        return _refused(request, "taken-back")
    there = {one.reference: one for one in section.entries}
    receipts = tuple(
        PlanReceipt(
            reference=wanted.reference,
            remote_id=one.remote_id,
            remote_version=one.version,
            content_hash=one.content_hash,
        )
        for wanted in order.entries
        if (one := there.get(wanted.reference))
    )
    if not receipts:
        return _refused(request, "taken-back")
    return WriteDone(
        child_id=request.child_id, reference=request.reference, kind="entries", receipts=receipts
    )


def performing(wording: Wording) -> Perform:
    """Return what carries out the writes of plan_sync in these words."""

    async def perform(request: WriteRequest, case_system: CaseSystem) -> WriteSettled:
        if request.kind == "entries":
            return await _write_entries(request, case_system, wording)
        try:
            await _write_words(request, case_system, wording)
        except CaseSystemConflict:
            return _refused(request, "read-back-differs")
        return WriteDone(child_id=request.child_id, reference=request.reference, kind=request.kind)

    return perform


async def _write_words(request: WriteRequest, case_system: CaseSystem, wording: Wording) -> None:
    """Write a note or task; `document` is no kind of this service."""
    payload = request.payload
    if request.kind == "task":
        title, words = wording.task(payload)
        due_on = date.fromisoformat(payload["due_on"]) if payload.get("due_on") else None
        made = TaskToWrite(request.reference, request.child_id, payload["role"], title, words, due_on)
        await case_system.write_task(made, on_behalf_of=request.on_behalf_of)
    elif request.kind == "note":
        title, words = wording.note(payload)
        told = NoteToWrite(request.reference, request.child_id, title, words)
        await case_system.write_note(told, on_behalf_of=request.on_behalf_of)
    else:
        raise CaseSystemRefused("document.write")


async def _write_entries(request: WriteRequest, case_system: CaseSystem, wording: Wording) -> WriteSettled:
    order = EntriesOrder.model_validate(request.payload)
    if order.look_for:
        return await _look(replace(request, reference=order.look_for), order, case_system)
    try:
        plan = (await case_system.read_plan(order.plan_id, order.plan_version)).value
    except CaseSystemConflict:
        return _refused(request, "plan-version-superseded")
    entries = _entries(order, plan, wording)
    if entries is None:
        return _refused(request, "words-missing")
    try:
        receipts = await case_system.write_entries(
            request.child_id,
            order.target,
            entries,
            expected_version=order.expected_version,
            on_behalf_of=order.approved_by,
        )
    except CaseSystemConflict:
        return await _conflict(request, order, entries, case_system)
    if not _proves(receipts, entries):
        return _refused(request, "read-back-differs")
    return WriteDone(
        child_id=request.child_id,
        reference=request.reference,
        kind="entries",
        receipts=tuple(_plan_receipt(one) for one in receipts),
    )


def _entries(order: EntriesOrder, plan: PlanWords, wording: Wording) -> tuple[EntryToWrite, ...] | None:
    """Put the approved commitments into words; None when one of them has no words in this version."""
    agreed = {one.commitment_id: one for one in plan.commitments}
    made = []
    for entry in order.entries:
        said = agreed.get(entry.commitment_id)
        if said is None or not said.words.strip():
            return None
        sentence = wording.entry_with_conditions if entry.conditions else wording.entry
        words = sentence.format(who=said.who, words=said.words)
        made.append(
            EntryToWrite(entry.reference, words, entry.commitment_id, order.plan_id, order.plan_version)
        )
    return tuple(made)


async def _conflict(
    request: WriteRequest, order: EntriesOrder, entries: tuple[EntryToWrite, ...], case_system: CaseSystem
) -> WriteSettled:
    """Tell a section that somebody changed from an entry of ours that says something else."""
    section = (await case_system.read_section(request.child_id, order.target)).value
    standing = _standing(section)
    ours = {one.reference: content_hash(one.words) for one in entries}
    edited = any(standing.get(reference, written) != written for reference, written in ours.items())
    if edited or section.version == order.expected_version:
        return _refused(request, "entry-edited")
    return WriteConflicted(
        child_id=request.child_id,
        reference=request.reference,
        kind="entries",
        expected_version=order.expected_version,
        found_version=section.version,
    )


def _proves(receipts: tuple[Receipt, ...], entries: tuple[EntryToWrite, ...]) -> bool:
    stands = {one.reference: one.content_hash for one in receipts}
    return stands == {one.reference: content_hash(one.words) for one in entries}


def _standing(section: Section) -> dict[str, str]:
    return {one.reference: one.content_hash for one in section.entries if one.reference}


def _plan_receipt(receipt: Receipt) -> PlanReceipt:
    return PlanReceipt(
        reference=receipt.reference,
        remote_id=receipt.remote_id,
        remote_version=receipt.remote_version,
        content_hash=receipt.content_hash,
    )


def _refused(request: WriteRequest, reason_code: str) -> WriteRefused:
    return WriteRefused(
        child_id=request.child_id, reference=request.reference, kind=request.kind, reason_code=reason_code
    )
