"""What is known of one integer: the range it lies in, and single bits.

Bits are those of two's complement without a limit of width: a negative integer begins with ones for ever. Operators
compute without a limit, too; `wrapped()` cuts the result down to a type. Each result holds every value that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Known:
    """An integer between `low` and `high`. The bits that are 0 in `open` are as in `bits`, which is 0 in all others."""

    low: int
    high: int
    bits: int = 0
    open: int = -1

    @property
    def constant(self) -> int | None:
        return self.low if self.low == self.high else None

    def meet(self, other: Known) -> Known | None:
        """What is known if both hold, None if that cannot be."""
        if (self.bits ^ other.bits) & ~self.open & ~other.open:
            return None
        unknown = self.open & other.open
        bits = (self.bits | other.bits) & ~unknown
        return refined(max(self.low, other.low), min(self.high, other.high), bits, unknown)

    def shifted_left(self, count: int) -> Known:
        return Known(self.low << count, self.high << count, self.bits << count, self.open << count)

    def shifted_right(self, count: int) -> Known:
        return Known(self.low >> count, self.high >> count, self.bits >> count, self.open >> count)


EVERYTHING = Known(-(1 << 65), 1 << 65)
"""Any integer of any type, and its complement."""


def exactly(value: int) -> Known:
    return Known(value, value, value, 0)


def between(low: int, high: int) -> Known:
    """An integer of which the range is known; `low` is not above `high`."""
    same = ~((1 << (low ^ high).bit_length()) - 1) if (low < 0) == (high < 0) else 0
    return Known(low, high, low & same, ~same)


@lru_cache(maxsize=1 << 14)
def refined(low: int, high: int, bits: int, unknown: int) -> Known | None:
    """What range and bits tell of each other, None if no integer has both."""
    for _ in range(2):
        if unknown >= 0:
            low, high = max(low, bits), min(high, bits | unknown)
        range_of = between(low, high)
        if (range_of.bits ^ bits) & ~range_of.open & ~unknown:
            return None
        unknown &= range_of.open
        bits |= range_of.bits
        bits &= ~unknown
        low, high = _next(low, bits, unknown), ~_next(~high, ~bits & ~unknown, unknown)
        if low > high:
            return None
    return Known(low, high, bits, unknown)


def _next(low: int, bits: int, unknown: int) -> int:
    """The smallest integer from `low` on that has these bits, where that is cheap to tell; else `low`."""
    wrong = (low ^ bits) & ~unknown
    if wrong <= 0:
        return low
    top = wrong.bit_length() - 1
    if bits >> top & 1:  # a bit is missing: what is below it can be as small as there is
        return (low >> top | 1) << top | bits & ((1 << top) - 1)
    # A bit is too many: one that is open and not set has to carry.
    above = unknown & ~low & ~((2 << top) - 1)
    if not above:
        return low
    carry = _lowest(above)
    return (low >> carry | 1) << carry | bits & ((1 << carry) - 1)


def added(left: Known, right: Known) -> Known:
    total = left.bits + right.bits
    unknown = (left.open + right.open + total ^ total) | left.open | right.open
    return Known(left.low + right.low, left.high + right.high, total & ~unknown, unknown)


def subtracted(left: Known, right: Known) -> Known:
    total = left.bits - right.bits
    unknown = (total + left.open ^ total - right.open) | left.open | right.open
    return Known(left.low - right.high, left.high - right.low, total & ~unknown, unknown)


def multiplied(left: Known, right: Known) -> Known:
    products = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    known = min(_lowest(left.open), _lowest(right.open))
    zeros = _lowest(left.open | left.bits) + _lowest(right.open | right.bits)
    unknown = -1 << max(known, zeros)
    return Known(min(products), max(products), left.bits * right.bits & ~unknown, unknown)


def _lowest(bits: int) -> int:
    """The number of the lowest bit that is set, 64 where none is."""
    return (bits & -bits).bit_length() - 1 if bits else 64


def both(left: Known, right: Known) -> Known:
    """`left & right`."""
    bits = left.bits & right.bits
    unknown = (left.open | left.bits) & (right.open | right.bits) & ~bits
    tops = [each.high for each in (left, right) if each.low >= 0]
    ends = (0, min(tops)) if tops else (-_beyond(left, right), max(left.high, right.high))
    return refined(*ends, bits, unknown) or Known(*ends, bits, unknown)


def _beyond(*values: Known) -> int:
    """The smallest power of two that none of these reaches, on either side of zero."""
    return 1 << max(end.bit_length() for value in values for end in (value.low, value.high))


def complement(value: Known) -> Known:
    """`~value`."""
    return Known(~value.high, ~value.low, ~value.bits & ~value.open, value.open)


def either(left: Known, right: Known) -> Known:
    """`left | right`."""
    return complement(both(complement(left), complement(right)))


def differing(left: Known, right: Known) -> Known:
    """`left ^ right`."""
    unknown = left.open | right.open
    bits = (left.bits ^ right.bits) & ~unknown
    if left.low < 0 or right.low < 0:
        return Known(-_beyond(left, right), _beyond(left, right) - 1, bits, unknown)
    ends = 0, (1 << max(left.high.bit_length(), right.high.bit_length())) - 1
    return refined(*ends, bits, unknown) or Known(*ends, bits, unknown)


def divided(left: Known, by: int) -> Known:
    """`left / by` of a positive constant, as C rounds."""
    return between(_towards_zero(left.low, by), _towards_zero(left.high, by))


def remainder(left: Known, by: int) -> Known:
    """`left % by` of a positive constant, with the sign that C gives it."""
    if left.low >= 0 and not by & (by - 1):
        return both(left, exactly(by - 1))
    low = max(left.low, 1 - by) if left.low < 0 else 0
    return between(low, max(min(left.high, by - 1), 0))


def _towards_zero(value: int, by: int) -> int:
    return value // by if value >= 0 else -(-value // by)


def wrapped(value: Known, low: int, high: int) -> Known:
    """The value of a type with these limits that has the same lowest bits."""
    if low <= value.low and value.high <= high:
        return value
    width = (high - low).bit_length()
    kept = (1 << width) - 1
    bits, unknown = value.bits & kept, value.open & kept
    if low < 0:  # the highest bit stands for all above it
        sign = 1 << (width - 1)
        bits |= ~kept if bits & sign else 0
        unknown |= ~kept if unknown & sign else 0
    return refined(low, high, bits, unknown) or between(low, high)
