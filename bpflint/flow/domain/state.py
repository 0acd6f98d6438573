"""The state of one path: call frames, memory, what is owned, which regions are open.

A state is forked at every branch. The dictionaries are copied (they are small), what they hold is never changed in
place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bpflint.base.finding import Step
from bpflint.base.span import Span
from bpflint.flow.domain.cases import Case
from bpflint.flow.domain.values import CLOBBERED, UNKNOWN, ZERO, Condition, Pointer, Region, RegionKind, Scalar, Value
from bpflint.flow.domain.ways import CERTAIN, Way
from bpflint.source.model import Call, Function, Local

if TYPE_CHECKING:
    from bpflint.flow.static.liveness import Shape

_USED_AFTER = {
    "released": Case.USED_AFTER_RELEASE,
    "invalidated": Case.USED_AFTER_INVALIDATION,
    "moved": Case.USED_AFTER_MOVE,
    "unlocked": Case.USED_AFTER_UNLOCK,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that has to be given back: `callee` gave it at `span`, the user calls it `name`.

    `what` is how to call it in a message, `release` names what gives it back. `frame` is the depth it was acquired in.
    """

    callee: str
    span: Span
    name: str
    what: str
    release: str
    null: int
    frame: int
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class Death:
    """Why an object must not be used any more."""

    how: str
    """released, invalidated, moved, unlocked"""
    callee: str
    span: Span

    @property
    def case(self) -> Case:
        """What a use of the object is."""
        return _USED_AFTER[self.how]


@dataclass(frozen=True, slots=True)
class Lock:
    """A spin lock that is held. `region` and `group` say what it protects."""

    kind: str
    """bpf_spin_lock, bpf_res_spin_lock, bpf_res_spin_lock_irqsave"""
    region: Region
    offset: int | None
    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """An iterator, a dynptr or saved IRQ flags on the stack."""

    kind: str
    """iter, dynptr, irq"""
    type: str
    """`iter_num`; local, ringbuf, skb, xdp ...; bpf_local_irq_save"""
    state: str
    """active, drained"""
    token: int
    """What must be given back, 0 if nothing."""
    span: Span
    name: str
    life: int = 0
    """The lifetime of what is taken out of it (slices, elements)."""
    size: int = 8
    shared: int = 0
    """Clones of one dynptr share this."""
    readonly: bool = False
    rcu: bool = False


Learnt = tuple[int | tuple[int, int], tuple[int, int]]
"""What a path learnt of (an integer; two; negative: one that is cut out of a register), and the way not taken then."""


@dataclass(slots=True, eq=False)
class Cells:
    """The content of one region: values by offset with their sizes, and ranges known to be zero.

    Offsets and sizes are bytes; those of bit-fields have eighths.
    """

    values: dict[float, tuple[float, Value]] = field(default_factory=dict)
    zeros: tuple[tuple[float, float], ...] = ()

    def read(self, offset: float, size: float) -> Value | None:
        """The value there; UNKNOWN where it overlaps others, None where nothing was written yet."""
        if not size:
            return UNKNOWN  # of a type that the parser lost
        known = self.values.get(offset)
        if known is not None and known[0] == size:
            return known[1]
        for start, (width, _) in self.values.items():
            if start < offset + size and offset < start + width:
                return UNKNOWN
        for low, high in self.zeros:
            if low <= offset and offset + size <= high:
                return ZERO
            if low < offset + size and offset < high:
                return UNKNOWN
        return None

    def written(self, offset: float, size: float, value: Value) -> Cells:
        """The content after a write."""
        known = self.values.get(offset)
        if known is not None and known[0] == size:
            values = dict(self.values)
        else:
            values = {
                start: cell
                for start, cell in self.values.items()
                if not (start < offset + size and offset < start + cell[0])
            }
        values[offset] = (size, value)
        return Cells(values, self.zeros)

    def copied(self, offset: float, size: float, source: Cells, start: float) -> Cells:
        """The content after `size` bytes from `start` on in `source` were copied here."""
        end, move = offset + size, offset - start
        values = {place: cell for place, cell in self.values.items() if not (place < end and offset < place + cell[0])}
        for place, cell in source.values.items():
            if start <= place and place + cell[0] <= start + size:
                values[place + move] = cell
        zeros = [part for low, high in self.zeros for part in ((low, min(high, offset)), (max(low, end), high))]
        zeros += [(max(low, start) + move, min(high, start + size) + move) for low, high in source.zeros]
        return Cells(values, tuple(sorted((low, high) for low, high in zeros if low < high)))

    def zeroed(self, offset: float, size: float) -> Cells:
        """The content after `size` bytes became zero."""
        values = {
            start: cell
            for start, cell in self.values.items()
            if not (start < offset + size and offset < start + cell[0])
        }
        end = offset + size
        kept = [(low, high) for low, high in self.zeros if not (offset <= low and high <= end)]
        return Cells(values, tuple(sorted((*kept, (offset, end)))))


EMPTY = Cells()


@dataclass(slots=True, eq=False)
class Frame:
    """One active call. `call` is the instruction in the caller that it returns to, None for the outermost.

    `role` is "" for an ordinary call, else the function that runs this one as a callback. `throws` marks places from
    which an exception cannot unwind. `held` are the tokens owned and `locks` the locks held when a callback began.
    """

    function: Function
    shape: Shape
    block: int = 0
    index: int = 0
    temps: dict[int, Value] = field(default_factory=dict)
    regions: dict[Local, Region] = field(default_factory=dict)
    call: Call | None = None
    role: str = ""
    args: tuple[Value, ...] = ()
    held: frozenset[int] = frozenset()
    rounds: dict[int, int] = field(default_factory=dict)
    returned: Span | None = None
    """Where the user's function returned, in the wrapper that BPF_PROG makes around it."""
    chain: int = 0
    """Tells the calls that lead here from other ways to this function."""
    looped: bool = False
    """True where a caller stands in a loop."""

    def copy(self) -> Frame:
        return Frame(
            self.function,
            self.shape,
            self.block,
            self.index,
            dict(self.temps),
            dict(self.regions),
            self.call,
            self.role,
            self.args,
            self.held,
            dict(self.rounds),
            self.returned,
            self.chain,
            self.looped,
        )


Story = tuple["Story | None", Step, frozenset[int]] | None
"""The path so far, newest step first: (before, step, identities it is about)."""


class State:
    """Everything known on one path."""

    __slots__ = (
        "bounds",
        "calls",
        "dead",
        "doubt",
        "excluded",
        "frames",
        "locks",
        "memory",
        "narrowed",
        "narrowed",
        "non_owning",
        "nulls",
        "objects",
        "other_way",
        "owned",
        "packet",
        "pending",
        "preempt",
        "rcu",
        "rcu_section",
        "recent",
        "relations",
        "slots",
        "story",
        "unsure",
        "way",
        "widened",
    )

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.memory: dict[Region, Cells] = {}
        self.bounds: dict[int, tuple[int, int, bool]] = {}
        """What the path learnt of an integer: low, high, and whether zero is excluded."""
        self.excluded: dict[int, dict[int, int | None]] = {}
        """Constants within its range that an integer is not, each with the number of calls made until paths joined
        after that was learnt, None as long as they have not."""
        self.relations: dict[tuple[int, int], tuple[int, int | None]] = {}
        """How two integers compare, as bits for less, equal and greater, likewise with the number of calls."""
        self.narrowed: dict[int, int | None] = {}
        """Integers that were cut out of a register and whose range was learnt, likewise."""
        self.recent: tuple[Learnt, ...] = ()
        """What the above say since paths last joined."""
        self.other_way: tuple[int, int] = (0, -1)
        """The way that was not taken at the last branch: the chain of calls, and the block it leads to."""
        self.calls = 0
        """Calls of kfuncs and helpers made on this path; across them compiler and verifier forget the above."""
        self.nulls: dict[int, bool] = {}
        """What the path learnt of a pointer: True if it is NULL."""
        self.owned: dict[int, Reference] = {}
        self.dead: dict[int, Death] = {}
        self.slots: dict[tuple[Region, int], Slot] = {}
        self.rcu: tuple[Span, ...] = ()
        self.preempt: tuple[Span, ...] = ()
        self.locks: tuple[Lock, ...] = ()
        self.non_owning: frozenset[int] = frozenset()
        """Lifetimes of pointers to nodes that a list or tree owns; they end when the lock is given back."""
        self.rcu_section = 1
        """The number of the current RCU read side; pointers of an earlier one are no longer protected."""
        self.objects: dict[object, object] = {}
        """States that observers keep of protocol objects."""
        self.pending: dict[int, tuple[object, ...]] = {}
        """What becomes true once a call's result is known to be zero or not, by the result's identity."""
        self.story: Story = None
        self.packet = -1
        """The lifetime of pointers into the packet as it is now."""
        self.unsure: frozenset[int] = frozenset()
        """Tokens of references that may have been given back where nobody could see it."""
        self.doubt = False
        """True once a way was taken that may be impossible, whatever the answers to open tests are."""
        self.way = CERTAIN
        """The answers to open tests under which this path is taken."""
        self.widened = False
        """True once a loop was cut short by forgetting values: what follows may be impossible."""

    def fork(self) -> State:
        """An independent copy."""
        other = State.__new__(State)
        other.frames = [*self.frames[:-1], self.frames[-1].copy()]
        other.memory = self.memory.copy()
        other.bounds = self.bounds.copy()
        other.excluded = self.excluded.copy()
        other.relations = self.relations.copy()
        other.narrowed = self.narrowed.copy()
        other.recent = self.recent
        other.other_way = self.other_way
        other.calls = self.calls
        other.nulls = self.nulls.copy()
        other.owned = self.owned.copy()
        other.dead = self.dead.copy()
        other.slots = self.slots.copy()
        other.rcu = self.rcu
        other.preempt = self.preempt
        other.locks = self.locks
        other.non_owning = self.non_owning
        other.rcu_section = self.rcu_section
        other.objects = self.objects.copy()
        other.pending = self.pending.copy()
        other.story = self.story
        other.packet = self.packet
        other.unsure = self.unsure
        other.doubt = self.doubt
        other.way = self.way
        other.widened = self.widened
        return other

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

    def exclude(self, ident: int, constant: int) -> None:
        """An integer is not `constant`, which lies within its range."""
        self.excluded[ident] = {**self.excluded.get(ident, {}), constant: None}
        self.recent = (*self.recent, (ident, self.other_way))

    def relate(self, pair: tuple[int, int], outcomes: int) -> None:
        """Two integers compare in one of these ways."""
        self.relations[pair] = (outcomes, None)
        self.recent = (*self.recent, (pair, self.other_way))

    def narrow(self, ident: int) -> None:
        """The range of an integer was learnt that is cut out of a register each time."""
        self.narrowed[ident] = None
        self.recent = (*self.recent, (-ident, self.other_way))

    def join(self, joins: Callable[[int, int], bool] = lambda _chain, _block: True) -> None:
        """The path comes to where others join it: from here on the compiler would have to copy what follows.

        `joins` tells whether the way that was not taken comes here as well; if not, the compiler still knows.
        """
        left: list[Learnt] = []
        for key, other_way in self.recent:
            if not joins(*other_way):
                left.append((key, other_way))
            elif not isinstance(key, int):
                self.relations[key] = (self.relations[key][0], self.calls)
            elif key < 0:
                self.narrowed[-key] = self.calls
            else:
                known = self.excluded[key]
                self.excluded[key] = {one: self.calls if calls is None else calls for one, calls in known.items()}
        self.recent = tuple(left)

    def answer(self, test: int, truth: bool) -> None:
        """This path is taken only if an open test (0: none) has this outcome."""
        if test:
            self.way = Way([self.way], test if truth else -test)

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
            if local not in frame.shape.live_at(frame.block, frame.index)
        }
        kept = (cells for region, cells in self.memory.items() if region not in dead)
        values = [value for cells in kept for _, value in cells.values.values()]
        values += [value for frame in self.frames for value in frame.temps.values()]
        return any(isinstance(value, Pointer) and value.life == token for value in values)

    # ------------------------------------------------------------------------------------------------------- memory

    def read(self, region: Region, offset: float, size: float) -> Value | None:
        cells = self.memory.get(region)
        return cells.read(offset, size) if cells is not None else None

    def write(self, region: Region, offset: float, size: float, value: Value) -> None:
        self.memory[region] = self.memory.get(region, EMPTY).written(offset, size, value)

    def zero(self, region: Region, offset: float, size: float) -> None:
        self.memory[region] = self.memory.get(region, EMPTY).zeroed(offset, size)

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

    def forget_shared(self) -> None:
        """Memory that others can write (maps, globals, kernel objects) may have changed."""
        for region in [region for region in self.memory if region.kind is not RegionKind.STACK]:
            if region.kind is not RegionKind.ALLOC and not (region.kind is RegionKind.GLOBAL and region.readonly):
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
