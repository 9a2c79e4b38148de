"""What the conversions are run on: it remembers its key and what is done to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Tag:
    """Stands for a tensor. Conversions slice and swap the first dimension only."""

    key: str
    shape: tuple[int, ...] = (1, 1)
    """Asked for by some conversions, to tell a convolution from a linear layer or to find a width."""
    part: int | None = None
    """Which of several equal parts of the first dimension this is."""
    first: int | None = None
    """The row at which this begins."""
    transposed: bool = False
    halves: str = ""
    """The halves of the first dimension in the order in which they were joined, as "10"."""

    def original(self, shape: tuple[int, ...]) -> dict[str, Any]:
        """The entry in a template for a parameter of this shape."""
        entry: dict[str, Any] = {"key": self.key}
        if self.part is not None or self.first is not None:
            entry["rows"] = [self.first if self.part is None else self.part * shape[0], shape[0]]
        if self.transposed:
            entry["transpose"] = True
        if self.halves:
            if self.halves != "10":
                raise ValueError(f"{self.key}: halves joined as {self.halves}")
            entry["swap_halves"] = True
        return entry

    @property
    def T(self) -> Tag:  # noqa: N802 (PyTorch's name)
        return replace(self, transposed=not self.transposed)

    def contiguous(self) -> Tag:
        return self

    clone = detach = contiguous

    def __getitem__(self, index) -> Tag:
        """A slice of rows, or the one element of trailing dimensions of size 1."""
        rows, *others = index if isinstance(index, tuple) else (index,)
        if any(other not in (slice(None), 0) for other in others):
            raise ValueError(f"{self.key}: unexpected index {index}")
        return self if rows == slice(None) else replace(self, first=rows.start or 0)

    def chunk(self, count: int, dim: int = 0) -> list[Tag]:
        _first_dimension(dim)
        return [replace(self, part=part) for part in range(count)]

    @classmethod
    def __torch_function__(cls, function, types, arguments=(), options=None):
        return _FUNCTIONS[function.__name__](*arguments, **options or {})


def _first_dimension(dim: int) -> None:
    if dim != 0:
        raise ValueError(f"unexpected operation on dimension {dim}")


def _split(tag: Tag, sizes: tuple[int, ...], dim: int = 0) -> list[Tag]:
    _first_dimension(dim)
    return [replace(tag, first=sum(sizes[:i])) for i in range(len(sizes))]


def _cat(tags: list[Tag], dim: int = 0) -> Tag:
    _first_dimension(dim)
    if len(tags) == 1:
        return tags[0]
    return replace(tags[0], part=None, halves="".join(str(tag.part) for tag in tags))


_FUNCTIONS = {"chunk": Tag.chunk, "split": _split, "cat": _cat}


class Requested(dict):
    """A state dict that has every key that is asked for."""

    def pop(self, key, *default):
        found = super().pop(key, None)
        return found if found is not None else Tag(key)

    def __missing__(self, key):
        return Tag(key)
