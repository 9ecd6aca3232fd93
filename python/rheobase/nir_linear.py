"""The linear nodes of NIR as matrices."""

from __future__ import annotations

from typing import Any, Callable, NoReturn

import numpy as np

from ._core import ModelError

MOST_ENTRIES = 2**27  # of a matrix in memory: 1 GB

Fail = Callable[[str], NoReturn]


class Affine:
    """y = weight x + bias, for arrays of a shape, flattened. weight is None for the identity."""

    def __init__(self, shape: tuple[int, ...], columns: int, weight: np.ndarray | None, bias: np.ndarray | None):
        self.shape, self.columns, self.weight, self.bias = shape, columns, weight, bias

    @classmethod
    def identity(cls, shape: tuple[int, ...]) -> "Affine":
        return cls(tuple(shape), int(np.prod(shape)), None, None)

    @property
    def rows(self) -> int:
        return int(np.prod(self.shape))

    @property
    def is_identity(self) -> bool:
        return self.weight is None

    def reshaped(self, shape: tuple[int, ...]) -> "Affine":
        return Affine(shape, self.columns, self.weight, self.bias)

    def then(self, weight: np.ndarray, bias: np.ndarray | None, shape: tuple[int, ...]) -> "Affine":
        product = weight if self.weight is None else weight @ self.weight
        offset = bias
        if self.bias is not None:
            offset = weight @ self.bias + (0 if bias is None else bias)
        return Affine(shape, self.columns, product, offset)

    def entries(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows, columns and values that are not 0."""
        if self.weight is None:
            numbers = np.arange(self.rows)
            return numbers, numbers, np.ones(self.rows)
        rows, columns = np.nonzero(self.weight)
        return rows, columns, self.weight[rows, columns]


def are_whole(values: Any, least: int) -> bool:
    """A number, or a row of numbers, and none of them below `least`."""
    numbers = np.atleast_1d(np.asarray(values))
    return bool(numbers.dtype.kind in "iuf" and numbers.ndim == 1 and numbers.size > 0
                and np.all((numbers >= least) & (numbers == np.round(numbers))))


def _pair(value: Any) -> tuple[int, int]:
    values = np.atleast_1d(value)
    return (int(values[0]), int(values[-1]))


def _bias(node: Any, outputs: int, fail: Fail) -> np.ndarray | None:
    bias = getattr(node, "bias", None)
    if bias is None:
        return None
    bias = np.asarray(bias, dtype=float).ravel()
    if bias.size != outputs:
        fail(f"bias has {bias.size} values for {outputs} outputs")
    return bias


def _linear(node: Any, before: Affine, fail: Fail) -> Affine:
    weight = np.asarray(node.weight, dtype=float)
    if weight.ndim != 2:
        fail(f"weight of {weight.ndim} dimensions; it takes two")
    if weight.shape[1] != before.rows:
        fail(f"weight takes {weight.shape[1]} values, and {before.rows} come")
    return before.then(weight, _bias(node, weight.shape[0], fail), (weight.shape[0],))


def _scale(node: Any, before: Affine, fail: Fail) -> Affine:
    scale = np.asarray(node.scale, dtype=float).ravel()
    if scale.size not in (1, before.rows):
        fail(f"scale has {scale.size} values, and {before.rows} come")
    scale = np.broadcast_to(scale, (before.rows,))
    return before.then(np.diag(scale), None, before.shape)


def _flatten(node: Any, before: Affine, fail: Fail) -> Affine:
    # start_dim counts the batch, which NIR leaves out of shapes: nothing is in another order afterwards.
    return before.reshaped((before.rows,))


def _windows(length: int, kernel: int, stride: int, padding: int, dilation: int) -> list[list[tuple[int, int]]]:
    """For each output: (place in the kernel, place in the input)."""
    count = (length + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    return [[(k, at) for k in range(kernel) if 0 <= (at := o * stride + k * dilation - padding) < length]
            for o in range(count)]


def _padding(padding: Any, kernel: int, stride: int, dilation: int, axis: int, fail: Fail) -> int:
    if isinstance(padding, (str, bytes)):
        word = padding.decode() if isinstance(padding, bytes) else padding
        if word == "valid":
            return 0
        reach = dilation * (kernel - 1)
        if word != "same" or stride != 1 or reach % 2:
            fail(f"padding '{word}' with stride {stride} and a kernel of {kernel}: give it as a number")
        return reach // 2
    return _pair(padding)[axis]


def _unrolled(node: Any, before: Affine, kernel: np.ndarray, bias: Any, groups: int, fail: Fail) -> Affine:
    """kernel: (outputs, inputs of a group, height, width)."""
    if len(before.shape) != 3:
        fail(f"takes channels, height and width, and a shape of {before.shape} comes")
    if kernel.ndim != 4:
        fail("weight has not the dimensions of outputs, inputs and kernel")
    channels, height, width = before.shape
    outputs, inputs, kernel_height, kernel_width = kernel.shape
    if inputs * groups != channels or outputs % groups:
        fail(f"takes {inputs * groups} channels, and {channels} come")
    stride, dilation = _pair(node.stride), _pair(getattr(node, "dilation", 1))
    padding = [_padding(node.padding, size, stride[axis], dilation[axis], axis, fail)
               for axis, size in enumerate((kernel_height, kernel_width))]
    down = _windows(height, kernel_height, stride[0], padding[0], dilation[0])
    across = _windows(width, kernel_width, stride[1], padding[1], dilation[1])
    shape = (outputs, len(down), len(across))
    if np.prod(shape) * before.rows > MOST_ENTRIES:
        fail(f"unrolls to {int(np.prod(shape))} x {before.rows} weights; at most {MOST_ENTRIES} are taken")
    weight = np.zeros((*shape, channels, height, width))
    for y, rows in enumerate(down):
        for x, columns in enumerate(across):
            for ky, row in rows:
                for kx, column in columns:
                    for group in range(groups):
                        out = slice(group * outputs // groups, (group + 1) * outputs // groups)
                        weight[out, y, x, group * inputs:(group + 1) * inputs, row, column] += kernel[out, :, ky, kx]
    offset = None if bias is None else np.repeat(bias, len(down) * len(across))
    return before.then(weight.reshape(int(np.prod(shape)), before.rows), offset, shape)


def _conv2d(node: Any, before: Affine, fail: Fail) -> Affine:
    kernel = np.asarray(node.weight, dtype=float)
    return _unrolled(node, before, kernel, _bias(node, len(kernel), fail), int(np.ravel(node.groups)[0]), fail)


def _conv1d(node: Any, before: Affine, fail: Fail) -> Affine:
    if len(before.shape) != 2:
        fail(f"takes channels and length, and a shape of {before.shape} comes")

    class Row:
        stride, dilation = (1, int(np.ravel(node.stride)[0])), (1, int(np.ravel(node.dilation)[0]))
        padding = node.padding if isinstance(node.padding, (str, bytes)) else (0, int(np.ravel(node.padding)[0]))

    lifted = before.reshaped((before.shape[0], 1, before.shape[1]))
    kernel = np.asarray(node.weight, dtype=float)
    if kernel.ndim != 3:
        fail("weight has not the dimensions of outputs, inputs and kernel")
    after = _unrolled(Row, lifted, kernel[:, :, None, :], _bias(node, len(kernel), fail), int(np.ravel(node.groups)[0]), fail)
    return after.reshaped((after.shape[0], after.shape[2]))


def _pool(node: Any, before: Affine, fail: Fail) -> Affine:
    if len(before.shape) != 3:
        fail(f"takes channels, height and width, and a shape of {before.shape} comes")
    height, width = _pair(node.kernel_size)
    weight = 1.0 if type(node).__name__ == "SumPool2d" else 1.0 / (height * width)
    kernel = np.full((before.shape[0], 1, height, width), weight)
    return _unrolled(node, before, kernel, None, before.shape[0], fail)


_KINDS: dict[str, Callable[[Any, Affine, Fail], Affine]] = {
    "Linear": _linear, "Affine": _linear, "Scale": _scale, "Flatten": _flatten, "Conv1d": _conv1d, "Conv2d": _conv2d,
    "SumPool2d": _pool, "AvgPool2d": _pool,
}


def affine_of(node: Any, before: Affine, fail: Fail) -> Affine:
    """`before`, and then the node. `fail` raises what it is told."""
    for what in ("weight", "bias", "scale"):
        values = getattr(node, what, None)
        if values is not None and (np.asarray(values).dtype.kind not in "iuf" or not np.all(np.isfinite(values))):
            fail(f"{what} holds no finite real numbers")
    for what, least in (("stride", 1), ("dilation", 1), ("groups", 1), ("kernel_size", 1), ("padding", 0)):
        values = getattr(node, what, None)
        if values is not None and not (what == "padding" and isinstance(values, (str, bytes))):
            if not are_whole(values, least) or np.size(values) > 2:
                fail(f"{what} is not one or two whole numbers from {least} up")
    after = _KINDS[type(node).__name__](node, before, fail)
    if after.rows == 0:
        raise ModelError(f"nir: {type(node).__name__}: nothing comes out of it")
    return after


def knows(node: Any) -> bool:
    return type(node).__name__ in _KINDS


def kinds() -> list[str]:
    return list(_KINDS)
