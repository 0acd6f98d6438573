"""The content of memory on a path: values by their places."""

from __future__ import annotations

from dataclasses import dataclass, field

from bpflint.flow.domain.values import CLOBBERED, UNKNOWN, ZERO, Value


@dataclass(slots=True, eq=False)
class Cells:
    """The content of one region: values by offset with their sizes, and ranges known to be zero.

    Offsets and sizes are bytes; those of bit-fields have eighths.
    """

    values: dict[float, tuple[float, Value]] = field(default_factory=dict)
    zeros: tuple[tuple[float, float], ...] = ()

    def read(self, offset: float, size: float) -> Value | None:
        """The value there; UNKNOWN where it overlaps others, None where nothing was written yet.

        Parts of what a call wrote are what it wrote, too.
        """
        if not size:
            return UNKNOWN  # of a type that the parser lost
        known = self.values.get(offset)
        if known is not None and known[0] == size:
            return known[1]
        for start, (width, value) in self.values.items():
            if start < offset + size and offset < start + width:
                is_part = value is CLOBBERED and start <= offset and offset + size <= start + width
                return CLOBBERED if is_part else UNKNOWN
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
