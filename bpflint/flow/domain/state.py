"""The state of one path: call frames, memory, what is owned, which critical sections are open.

A state is forked at every branch. The dictionaries are copied (they are small), what they hold is never changed in
place.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from bpflint.base.finding import Step
from bpflint.base.span import Span
from bpflint.flow.domain.cells import EMPTY, Cells
from bpflint.flow.domain.holdings import CriticalSection, Death, PacketRoom, Reference, SectionKind, Slot
from bpflint.flow.domain.slots import Signed, copied, copier, given, shared
from bpflint.flow.domain.values import (
    CLOBBERED,
    MAX64,
    READ_AGAIN,
    UNKNOWN,
    Condition,
    Pointer,
    Region,
    RegionKind,
    Scalar,
    Value,
)
from bpflint.flow.domain.ways import CERTAIN, Way
from bpflint.flow.static.liveness import Cfg
from bpflint.flow.static.static_pointers import is_own
from bpflint.source.control_flow import Function
from bpflint.source.model import Call, Local
from bpflint.source.types import Type

Join = tuple[int, int]
"""Where paths joined: the calls made until then, and the newest identity. A branch on a newer one keeps the compiler
from copying what stands between the tests. For what is read again after each call it is where that was learnt, and no
identity: the smallest, or the largest where nobody knows what the compiler makes of the test."""

OtherWay = tuple[int, int, bool]
"""A way that was not taken: the chain of calls, the block it leads to, and whether the test stands alone."""

Test = tuple[str, Scalar, Scalar]
"""A comparison that comes out true."""

TestKey = tuple[str, int, int]
"""The comparison and both identities, or the constant for none."""

Key = int | tuple[int, int] | TestKey
"""What a path learnt something of: an integer; two; negative: one that is cut out of a register; a test."""

Learnt = tuple[Key, OtherWay]
"""What a path learnt something of, and the way not taken then."""


MAX_TESTED = 8
"""Tests of computed numbers that are remembered."""

_PLACE = "paths are compared at one place of one function"


@dataclass(slots=True, eq=False)
class Frame:
    """One active call. `call` is the instruction in the caller that it returns to, None for the outermost.

    `role` is "" for an ordinary call, else the function that runs this one as a callback. `held` are the tokens owned
    when a callback began.
    """

    function: Function = given(_PLACE)
    cfg: Cfg = given(_PLACE)
    block: int = shared(0, _PLACE)
    index: int = shared(0, _PLACE)
    temps: dict[int, Value] = copied(dict, Signed.ITSELF)
    regions: dict[Local, Region] = copied(dict, Signed.ITSELF)
    call: Call | None = shared(None, _PLACE)
    role: str = shared("", Signed.ITSELF)
    args: tuple[Value, ...] = shared((), "the parameters hold them")
    held: frozenset[int] = shared(frozenset(), Signed.ITSELF)
    rounds: dict[int, int] = copied(dict, "else no two rounds of a loop were alike")
    returned: Span | None = shared(None, "only where a message points")
    """Where the user's function returned, in the wrapper that BPF_PROG makes around it."""
    chain: int = shared(0, _PLACE)
    """Tells the calls that lead here from other ways to this function."""
    looped: bool = shared(False, _PLACE)
    """True where a caller stands in a loop."""
    parted: int = shared(0, "only says how long other slots are remembered")
    """The newest pointer on which paths parted here for good: their compiled form has that branch, too."""

    def copy(self) -> Frame:
        """A frame that runs on independently."""
        return _copied_frame(self)


_copied_frame = copier(Frame)

Story = tuple["Story | None", Step, frozenset[int]] | None
"""The path so far, newest step first: (before, step, identities it is about)."""


def _fork_frames(frames: list[Frame]) -> list[Frame]:
    """Only the frame that runs is ever changed."""
    return [*frames[:-1], frames[-1].copy()]


@dataclass(slots=True, eq=False)
class State:
    """Everything known on one path."""

    frames: list[Frame] = copied(list, Signed.ITSELF, _fork_frames)
    memory: dict[Region, Cells] = copied(dict, Signed.IN_VALUES)
    shares: bool = shared(False, "only says whether `memory` has to be looked through")
    """True if memory that others can write may be among it."""
    types: dict[Region, Type] = copied(dict, Signed.IN_VALUES)
    """What the path takes objects to be that came without a type: what it first used them as."""
    bounds: dict[int, tuple[int, int, bool]] = copied(dict, Signed.IN_VALUES)
    """What the path learnt of an integer: low, high, and whether zero is excluded."""
    excluded: dict[int, dict[int, Join | None]] = copied(dict, Signed.IN_VALUES)
    """Constants within its range that an integer is not, each with where paths joined after that was learnt, None as
    long as they have not."""
    relations: dict[tuple[int, int], tuple[int, Join | None]] = copied(dict, Signed.ITSELF)
    """How two integers compare, as bits for less, equal and greater, likewise."""
    tested: dict[TestKey, tuple[Test, Join | None]] = copied(dict, "what is owned and open tells such paths apart")
    """The last tests of numbers that are computed of others, likewise."""
    narrowed: dict[int, Join | None] = copied(dict, "only says how long `bounds` are remembered")
    """Integers that were cut out of a register and whose range was learnt, likewise."""
    recent: tuple[Learnt, ...] = shared((), "signatures are made where paths join, which ends it")
    """What the above say since paths last joined."""
    joined: tuple[int, tuple[Key, ...]] = shared((0, ()), "belongs to `recent`")
    """What was among it until paths joined after so many calls."""
    other_way: OtherWay = shared((0, -1, True), "belongs to `recent`")
    """The way that was not taken at the last branch."""
    calls: int = shared(0, "only says how long other slots are remembered")
    """Calls of kfuncs and helpers made on this path; across them compiler and verifier forget the above."""
    exposed: frozenset[Region] = shared(frozenset(), "only says how long other slots are remembered")
    """Variables on the stack whose address a call outside of the program got."""
    nulls: dict[int, bool] = copied(dict, Signed.IN_VALUES)
    """What the path learnt of a pointer: True if it is NULL."""
    constant_keys: frozenset[int] = shared(frozenset(), "newer kernels need not test these")
    """Identities of what arrays have at constant keys, on kernels that do not know that it is never NULL."""
    keyless: bool = shared(False, "what a path does without a call is the same to newer kernels")
    """True where one of these is NULL: newer kernels do not come here."""
    owned: dict[int, Reference] = copied(dict, Signed.ITSELF)
    dead: dict[int, Death] = copied(dict, Signed.IN_VALUES)
    slots: dict[tuple[Region, int], Slot] = copied(dict, Signed.ITSELF)
    critical: tuple[CriticalSection, ...] = shared((), Signed.ITSELF)
    """The critical sections that are open, in the order in which they began."""
    non_owning: frozenset[int] = shared(frozenset(), Signed.IN_VALUES)
    """Lifetimes of pointers to nodes that a list or tree owns; they end when the lock is given back."""
    rcu_section: int = shared(1, Signed.IN_VALUES)
    """The number of the current RCU read side; pointers of an earlier one are no longer protected."""
    objects: dict[object, object] = copied(dict, Signed.ITSELF)
    """States that observers keep of protocol objects."""
    pending: dict[int, tuple[object, ...]] = copied(dict, "`objects` have what is waited for")
    """What becomes true once a call's result is known to be zero or not, by the result's identity."""
    story: Story = shared(None, "how a path came here does not matter to what follows")
    packet: int = shared(-1, "whether a pointer into the packet still holds is in `dead`")
    """The lifetime of pointers into the packet as it is now."""
    room: PacketRoom = shared(PacketRoom(), Signed.ITSELF)
    unsure: frozenset[int] = shared(frozenset(), Signed.ITSELF)
    """Tokens of references that may have been given back where nobody could see it."""
    doubt: bool = shared(False, "what a path has done that is not in doubt stands for those that are")
    """True once a way was taken that may be impossible, whatever the answers to open tests are."""
    way: Way = shared(CERTAIN, "the ways of equal paths are joined")
    """The answers to open tests under which this path is taken."""
    widened: bool = shared(False, Signed.ITSELF)
    """True once a loop was cut short by forgetting values: what follows may be impossible."""
    last_round: tuple[int, int] | None = shared(None, Signed.ITSELF)
    """On a path that only looks at the last round of a loop: the number of frames, and the block that begins it."""

    def fork(self) -> State:
        """An independent copy."""
        return _forked(self)

    @property
    def top(self) -> Frame:
        return self.frames[-1]

    # ---------------------------------------------------------------------------------------------------- knowledge

    def range(self, value: Value) -> tuple[int, int]:
        """The smallest and largest value an integer can have here."""
        if isinstance(value, Scalar):
            if value.ident:
                known = self.bounds.get(value.ident)
                if known is not None:
                    return max(value.low, known[0]), min(value.high, known[1])
            return value.low, value.high
        if isinstance(value, Condition):
            return 0, 1
        return -(1 << 63), (1 << 64) - 1

    def constant(self, value: Value) -> int | None:
        """The integer that `value` is, None where it is not known to be one."""
        if isinstance(value, Scalar):
            low, high = self.range(value)
            return low if low == high else None
        return None

    def nullness(self, value: Value) -> bool | None:
        """True: it is NULL (or zero). False: it is not. None: it may be either."""
        if isinstance(value, Pointer):
            if value.null > 0:
                return self.nulls.get(value.null)
            return self.nulls.get(value.null, False) if value.null else False
        if isinstance(value, Scalar):
            low, high = self.range(value)
            if low == 0 == high:
                return True
            if low > 0 or high < 0:
                return False
            known = self.bounds.get(value.ident) if value.ident else None
            return False if known is not None and known[2] else None
        return None

    def exclude(self, value: Scalar, constant: int) -> None:
        """An integer is not `constant`, which lies within its range; a fixed one for ever."""
        learnt = self._learnt(value.ident, bool(value.exposed)) if not value.fixed else None
        self.excluded[value.ident] = {**self.excluded.get(value.ident, {}), constant: learnt}

    def relate(self, pair: tuple[int, int], outcomes: int, *, exposed: bool) -> None:
        """Two integers compare in one of these ways."""
        self.relations[pair] = (outcomes, self._learnt(pair, exposed))

    def narrow(self, value: Scalar) -> None:
        """The range of an integer was learnt that is cut out of a register each time."""
        learnt = self._learnt(-value.ident, bool(value.exposed))
        if value.exposed == READ_AGAIN:
            learnt = self.calls, MAX64 + 1  # the verifier may link what is read to where it stands
        self.narrowed[value.ident] = learnt

    def remember(self, key: TestKey, test: Test, *, exposed: bool) -> None:
        """A test of numbers that are computed of others comes out true."""
        kept = [(old, known) for old, known in self.tested.items() if old != key][-MAX_TESTED + 1 :]
        self.tested = dict([*kept, (key, (test, self._learnt(key, exposed)))])

    def _learnt(self, key: Key, exposed: bool) -> Join | None:
        if exposed:
            return self.calls, -1 if self.other_way[2] else MAX64 + 1
        self.recent = (*self.recent, (key, self.other_way))
        return None

    def answer(self, answer: int, presumed: Set[int]) -> None:
        """This path is taken only if an open test (0: none) has this outcome."""
        if answer:
            self.way = Way([self.way], answer, unlikely=-answer in presumed)

    def death(self, pointer: Pointer) -> Death | None:
        """Why the object behind `pointer` is gone, None while it lives."""
        return self.dead.get(pointer.life) if pointer.life else None

    def forget_references(self) -> None:
        """Any reference may have been given back: nothing is said of them any more."""
        for token in [token for token, owned in self.owned.items() if owned.what == "reference"]:
            self.forget_reference(token)

    def forget_reference(self, token: int) -> None:
        """One reference, if it is one, may have been given back."""
        if self.owned.pop(token, None) is not None:
            self.unsure = self.unsure | {token}

    def holds(self, token: int) -> bool:
        """True if a variable that is still read, or other memory, has a pointer with this lifetime."""
        dead = {
            region
            for frame in self.frames
            for local, region in frame.regions.items()
            if local not in frame.cfg.live_at(frame.block, frame.index)
        }
        kept = (cells for region, cells in self.memory.items() if region not in dead)
        values = [value for cells in kept for _, value in cells.values.values()]
        values += [value for frame in self.frames for value in frame.temps.values()]
        return any(isinstance(value, Pointer) and value.life == token for value in values)

    # -------------------------------------------------------------------------------------------- critical sections

    def sections(self, kind: SectionKind) -> tuple[CriticalSection, ...]:
        """The open critical sections of one kind, outermost first."""
        return tuple([section for section in self.critical if section.kind is kind]) if self.critical else ()

    def innermost(self, kind: SectionKind) -> CriticalSection | None:
        """The critical section of one kind that began last, None where none is open."""
        return next((section for section in reversed(self.critical) if section.kind is kind), None)

    def begin(self, section: CriticalSection) -> None:
        """A critical section begins."""
        self.critical = (*self.critical, section)

    def end(self, section: CriticalSection | None) -> None:
        """One critical section ends; nothing happens where there is none."""
        self.critical = tuple(each for each in self.critical if each is not section)

    def drop_slot(self, place: tuple[Region, int]) -> None:
        """What is on the stack there is gone, and with saved IRQ flags their section."""
        token = self.slots.pop(place).token
        self.critical = tuple(each for each in self.critical if not token or each.token != token)

    # ------------------------------------------------------------------------------------------------------- memory

    def type_of(self, region: Region) -> Type | None:
        """The type of the object at offset 0, as far as this path knows it."""
        return region.type if region.type is not None else self.types.get(region)

    def name_of(self, region: Region) -> str:
        """What a region is called in messages: by its type, where it has no name of its own."""
        learnt = self.types.get(region)
        return region.name or (learnt.name if learnt is not None else "")

    def learn_type(self, region: Region, ctype: Type) -> None:
        """The path uses an object that came without a type as one of `ctype`; the first use counts."""
        if region not in self.types:
            self.types[region] = ctype

    def read(self, region: Region, offset: float, size: float) -> Value | None:
        cells = self.memory.get(region)
        return cells.read(offset, size) if cells is not None else None

    def write(self, region: Region, offset: float, size: float, value: Value) -> None:
        self.memory[region] = self.memory.get(region, EMPTY).written(offset, size, value)
        self.shares = self.shares or region.kind is not RegionKind.STACK

    def zero(self, region: Region, offset: float, size: float) -> None:
        self.memory[region] = self.memory.get(region, EMPTY).zeroed(offset, size)
        self.shares = self.shares or region.kind is not RegionKind.STACK

    def forget(self, region: Region) -> None:
        """Nothing is known of the region's content any more."""
        if region.kind is RegionKind.STACK:
            cells = self.memory.get(region)
            if cells is not None:
                self.memory[region] = Cells({start: (width, CLOBBERED) for start, (width, _) in cells.values.items()})
        else:
            self.memory.pop(region, None)

    def clobber(self, region: Region) -> None:
        """A call may have written to the region; iterators and the like in it are not its to write."""
        if not any(key[0] is region for key in self.slots):
            self.forget(region)

    def forget_shared(self, *, known: bool = False) -> None:
        """Memory that others can write (maps, globals, kernel objects) may have changed.

        `known`: not by a call, so that compilers may still know what static pointers hold.
        """
        if not self.shares:
            return
        self.shares = False
        for region in [region for region in self.memory if region.kind is not RegionKind.STACK]:
            if region.kind is not RegionKind.ALLOC and not (region.kind is RegionKind.GLOBAL and region.readonly):
                del self.memory[region]
                if known and region.variable is not None and is_own(region.variable):
                    self.write(region, 0, region.variable.type.size, UNKNOWN)

    def forget_own(self) -> None:
        """What static pointers hold is read again: compilers keep the order of all accesses around an atomic one."""
        for region in [each for each in self.memory if each.variable is not None and is_own(each.variable)]:
            del self.memory[region]

    # ------------------------------------------------------------------------------------------------------ regions

    def tell(self, span: Span, message: str, *about: int) -> None:
        """Adds a step to the story; `about` are the identities it concerns (none: everything)."""
        self.story = (self.story, Step(span, message), frozenset(about))

    def steps(self, about: frozenset[int], limit: int = 12, *, everything: bool = False) -> tuple[Step, ...]:
        """The steps that concern any of `about`, oldest first; with `everything` all since the newest of those."""
        found: list[Step] = []
        node = self.story
        while node is not None and len(found) < limit:
            before, step, concerned = node
            if everything or not concerned or concerned & about:
                found.append(step)
                if everything and concerned & about:
                    break
            node = before
        return tuple(reversed(found))


_forked = copier(State)
