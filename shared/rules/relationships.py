"""Whether the relationship that an order names may be the one that a lead is recorded with.

An order covers every word for the relationship, whatever age, side, marriage or law the word adds; an
unspecific or unknown word may be anybody (DOMAIN 4 "Restrictions"; hard cases 20, 66). The words are data:
`relationships.toml` says what each table means. When in doubt the answer is never `no`.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache, partial, reduce
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from shared.errors import ConfigurationError

SHIPPED = Path(__file__).with_name("relationships.toml")
PARTNER = "partner"

Match = Literal["named", "possible", "no"]
"""`named`: the order covers this person; `possible`: a person must say; `no`: it is somebody else."""

Kind = tuple[str, str]
"""A relationship and a gender, such as a male parent; a word that tells no gender means both kinds."""

Use = Literal["relationship", "qualifiers", "foster", "unspecific", "or", "of"]
Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")]
Roles = tuple[str, ...]

_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SHORTEST = 3
"""Shorter words are not looked for inside others, where they stand by chance; but `exhusband` has one."""
_SHORT = {"ex", "of"}


class Meaning(NamedTuple):
    """What a code says: what it surely means, what it may mean too, and whether it may be anybody."""

    sure: frozenset[Kind] = frozenset()
    weak: frozenset[Kind] = frozenset()
    anybody: bool = False

    def joined(self, other: "Meaning") -> "Meaning":
        """Return the meaning of this or the other."""
        return Meaning(self.sure | other.sure, self.weak | other.weak, self.anybody or other.anybody)

    def may_be(self, other: "Meaning") -> bool:
        """Return whether the two may be one person; a husband is no wife, whatever else they may be."""
        if self.anybody or other.anybody or self.sure & other.weak or self.weak & other.sure:
            return True
        return bool(self.weak & other.weak) and self.roles() != other.roles()

    def roles(self) -> set[str]:
        """Return the relationships that it surely means, of whatever gender."""
        return {role for role, _ in self.sure}


class Entry(NamedTuple):
    """A word of the file: its use, and whether it was read with a plural or possessive s."""

    use: Use
    meaning: Meaning = Meaning()
    has_s: bool = False


class Words(BaseModel):
    """The words for one relationship, and the relationships for which people use the same words."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    male: tuple[Word, ...] = ()
    female: tuple[Word, ...] = ()
    either: tuple[Word, ...] = ()
    may_be: Roles = ()


class RelationshipFile(BaseModel):
    """The whole file; each table is described there."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    qualifiers: tuple[Word, ...]
    foster: tuple[Word, ...]
    unspecific: tuple[Word, ...]
    relationships: dict[str, Words]
    professions: dict[str, Words]
    any_profession: Roles
    also: dict[Word, Roles]
    fostered: dict[str, str]
    of: dict[str, dict[str, Roles]]

    def words(self) -> Iterator[tuple[str, str, Entry]]:
        """Yield the place of each word in the file, the word, and what it is used for."""
        yield from (("the rule", word, Entry("or")) for word in ("and", "or"))
        yield "the rule", "of", Entry("of")
        uses: tuple[Use, ...] = ("qualifiers", "foster", "unspecific")
        yield from ((use, word, Entry(use)) for use in uses for word in getattr(self, use))
        for role, words in {**self.relationships, **self.professions}.items():
            may_be = self.professions if role in self.any_profession else words.may_be
            for form in ("male", "female", "either"):
                sure = _both([role]) if form == "either" else frozenset({(role, form)})
                for word in getattr(words, form):
                    weak = _both([*may_be, *self.also.get(word, ())])
                    yield f"{role}.{form}", word, Entry("relationship", Meaning(sure, weak))

    def references(self) -> Iterator[tuple[str, str]]:
        """Yield each relationship that a rule of the file refers to, after its place."""
        yield "relationships", PARTNER
        for role, words in {**self.relationships, **self.professions}.items():
            yield from ((f"{role}.may_be", other) for other in words.may_be)
        yield from (("any_profession", role) for role in self.any_profession)
        yield from ((f"also.{word}", role) for word, roles in self.also.items() for role in roles)
        yield from (("fostered", role) for pair in self.fostered.items() for role in pair)
        for whose, chains in self.of.items():
            yield from ((f"of.{whose}", role) for role in (whose, *chains, *sum(chains.values(), ())))


class Relationships:
    """The words of one file, ready to be asked; `load_relationships` builds it."""

    def __init__(self, file: RelationshipFile) -> None:
        """Keep a file that was checked."""
        self.file = file
        self._entries = {_folded(word): entry for _, word, entry in file.words()}

    def relation(self, named: str, recorded: str | None) -> Match:
        """Return whether an order that names the one covers a lead who is recorded with the other."""
        if recorded and _folded(named) == _folded(recorded):
            return "named"
        order, lead = _meaning(self, named), _meaning(self, recorded or "")
        if order.sure & lead.sure:
            return "named"
        return "possible" if order.may_be(lead) else "no"

    def is_profession(self, recorded: str | None) -> bool:
        """Return whether the lead is surely somebody who knows the child through their work."""
        meaning = _meaning(self, recorded or "")
        kinds = meaning.sure | meaning.weak
        return not meaning.anybody and all(role in self.file.professions for role, _ in kinds)

    def read(self, code: str) -> Meaning:
        """Return what a code means; `mum_or_nan` means either."""
        clauses = _split(self._words([part.lower() for part in _PARTS.findall(code)]), "or")
        return reduce(Meaning.joined, map(self._clause, clauses))

    def _words(self, parts: list[str]) -> Iterator[Entry]:
        """Yield the longest words first, so that `step-father` is the word `stepfather`."""
        while parts:
            for end in range(len(parts), 0, -1):
                if entry := self._entry("".join(parts[:end])):
                    yield entry
                    break
            else:
                end = 1
                yield from self._written_together(parts[0])
            parts = parts[end:]

    def _entry(self, word: str) -> Entry | None:
        stem = word.removesuffix("s")
        if word in self._entries or len(stem) < _SHORTEST or stem not in self._entries:
            return self._entries.get(word)
        return self._entries[stem]._replace(has_s=True)

    def _written_together(self, text: str) -> tuple[Entry, ...]:
        """Return the words of `motherspartner`; text that is not words throughout may be anybody."""
        read: dict[int, tuple[Entry, ...]] = {0: ()}
        for end in range(1, len(text) + 1):
            for start in sorted(read):
                word = text[start:end]
                entry = self._entry(word) if len(word) >= _SHORTEST or word in _SHORT else None
                if entry:
                    read[end] = (*read[start], entry)
                    break
        return read.get(len(text), (Entry("unspecific"),))

    def _clause(self, words: list[Entry]) -> Meaning:
        """A chain of people, each belonging to the one before: `partner_of_mother` is `mothers_partner`."""
        groups = _split(words, "of")
        chain = [word for group in reversed(groups) for word in group]
        heads = self._heads(chain)
        if not heads:
            return Meaning(anybody=True)
        belongs = len(groups) > 1 or (any(head.has_s for head in heads[:-1]) and not heads[-1].has_s)
        meaning = reduce(partial(self._chain, belongs=belongs), (head.meaning for head in heads))
        if chain[-1].use != "relationship" and (heads[-1].has_s or len(groups) > 1):
            return Meaning(weak=meaning.sure | meaning.weak, anybody=True)  # `fathers_family`: some of them
        is_vague = chain[-1].use == "foster" or any(word.use == "unspecific" for word in chain)
        return meaning.joined(Meaning(anybody=is_vague))

    def _heads(self, chain: list[Entry]) -> list[Entry]:
        heads, foster = list[Entry](), False
        for word in chain:
            if word.use == "relationship":
                heads.append(self._fostered(word) if foster else word)
            foster = word.use == "foster" or (foster and word.use != "relationship")
        return heads

    def _fostered(self, head: Entry) -> Entry:
        """`foster_brother` is of a kind of its own, and may be the brother."""
        meaning = head.meaning
        forms = {role: f"foster {role}" for role in self.file.relationships} | self.file.fostered
        sure = frozenset((forms.get(role, role), gender) for role, gender in meaning.sure)
        return head._replace(meaning=meaning._replace(sure=sure, weak=meaning.sure | meaning.weak))

    def _chain(self, whose: Meaning, who: Meaning, *, belongs: bool) -> Meaning:
        """`mothers_brother` is an uncle, may be the brother; words side by side are both (`aunt_uncle`)."""
        either = whose.joined(who)
        if not belongs and whose.roles() == who.roles():
            return either
        steps = [self._step(*pair, belongs=belongs) for pair in product(whose.sure, who.sure)]
        if not all(steps):
            return either._replace(sure=frozenset() if belongs else either.sure, anybody=True)
        doubt = whose.weak if who.sure <= _both([PARTNER]) else either.weak
        return Meaning(frozenset().union(*steps), either.sure | doubt, either.anybody)

    def _step(self, whose: Kind, who: Kind, *, belongs: bool) -> frozenset[Kind]:
        """Return who the second is: the partner of an aunt counts as an aunt or uncle; none: not known."""
        role, gender = who
        if role == PARTNER:
            return _both([whose[0]])
        if belongs and role in self.file.professions:
            return frozenset({who})
        return frozenset((meant, gender) for meant in self.file.of.get(whose[0], {}).get(role, ()))


@cache
def load_relationships(path: Path = SHIPPED) -> Relationships:
    """Read a file of relationships; ConfigurationError names the file, the place and the fault."""
    try:
        file = RelationshipFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise _fault(path, "cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _fault(path, "not TOML", str(error)) from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise _fault(path, ".".join(map(str, first["loc"])), first["msg"]) from None
    _check(path, file)
    return Relationships(file)


def relation(named: str, recorded: str | None) -> Match:
    """Return whether an order that names the one covers a lead who is recorded with the other."""
    return load_relationships().relation(named, recorded)


def is_profession(recorded: str | None) -> bool:
    """Return whether the lead is surely somebody who knows the child through their work."""
    return load_relationships().is_profession(recorded)


@lru_cache(maxsize=4096)
def _meaning(words: Relationships, code: str) -> Meaning:
    return words.read(code)


def _check(path: Path, file: RelationshipFile) -> None:
    places: dict[str, str] = {}
    for place, word, _ in file.words():
        if _folded(word) in places:
            raise _fault(path, place, f"stands in {places[_folded(word)]} too", word)
        places[_folded(word)] = place
    known = {*file.relationships, *file.professions}
    spelled = {word for _, word, entry in file.words() if entry.use == "relationship"}
    for word in file.also.keys() - spelled:
        raise _fault(path, "also", "no such word", word)
    for place, role in file.references():
        if role not in known:
            raise _fault(path, place, "no such relationship", role)


def _folded(code: str) -> str:
    return "".join(filter(str.isalnum, code)).casefold()


def _both(roles: Iterable[str]) -> frozenset[Kind]:
    return frozenset(product(roles, ("male", "female")))


def _split(words: Iterable[Entry], use: Use) -> list[list[Entry]]:
    groups: list[list[Entry]] = [[]]
    for word in words:
        if word.use == use:
            groups.append([])
        else:
            groups[-1].append(word)
    return groups


def _fault(path: Path, *what: str) -> ConfigurationError:
    return ConfigurationError(": ".join((f"relationships file {path}", *what)))
