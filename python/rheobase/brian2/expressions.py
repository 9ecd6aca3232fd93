"""Equations of Brian 2 as SymPy expressions, and their values as NumPy arrays in SI units."""

from __future__ import annotations

import re
from typing import Any, NoReturn

import numpy as np
import sympy
from brian2.core.functions import DEFAULT_FUNCTIONS, Function
from brian2.input.timedarray import TimedArray
from brian2.parsing.sympytools import str_to_sympy

from .._core import ModelError

PLACEHOLDER = sympy.Symbol("_placeholder_arg", real=True)  # of functions without arguments
RANDOM = ("rand", "randn", "poisson")
_NUMPY_NAMES = {"int_": lambda x: np.asarray(x).astype(int), "clip": np.clip, "sign": np.sign, "exprel": None}
_STATEMENT = re.compile(r"\s*(\w+)\s*(\+=|-=|\*=|/=|=)\s*(.+?)\s*$")


def refuse(thing: Any, why: str) -> NoReturn:
    """Says in one line what of a Brian object is not carried over."""
    raise ModelError(f"brian2: {type(itself(thing)).__name__} '{thing.name}': {' '.join(why.split())}")


def itself(thing: Any) -> Any:
    """The object that a weak reference of Brian's is to: those are no keys. A method has it."""
    return thing.before_run.__self__ if hasattr(thing, "before_run") else thing


def symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name, real=True)


def parsed(owner: Any, text: str) -> sympy.Expr:
    """An expression as Brian reads it."""
    try:
        return str_to_sympy(str(text))
    except Exception as error:  # noqa: BLE001 – Brian and SymPy raise many kinds
        refuse(owner, f"'{text}' cannot be read: {error}")


def statements(owner: Any, code: str) -> list[tuple[str, str, str]]:
    """(variable, operator, expression) of each assignment in abstract code."""
    found = []
    for line in re.split(r"[\n;]", re.sub(r"#.*", "", code)):
        if not line.strip() or line.strip() == "pass":
            continue
        match = _STATEMENT.match(line)
        if match is None:
            refuse(owner, f"'{line.strip()}' is no assignment that Rheobase knows")
        found.append(match.groups())
    return found


def names_in(expression: sympy.Basic) -> set[str]:
    return {s.name for s in expression.free_symbols} - {PLACEHOLDER.name}


def functions_in(expression: sympy.Basic) -> set[str]:
    return {f.func.__name__ for f in expression.atoms(sympy.Function)}


def is_random(expression: sympy.Basic) -> bool:
    return bool(functions_in(expression) & set(RANDOM)) or any(n == "xi" or n.startswith("xi_") for n in names_in(expression))


def uniform(owner: Any, what: str, values: Any) -> float:
    """The one number that all neurons have."""
    values = np.ravel(values)
    if values.size == 0 or not np.all(values == values[0]):
        refuse(owner, f"{what} differs between its neurons; Rheobase has one for all")
    return float(values[0])


class Values:
    """What the names in an object's equations stand for: its own variables, then the script's."""

    def __init__(self, owner: Any, namespace: dict[str, Any]):
        self.owner, self.namespace = owner, namespace
        self._functions: dict[str, Any] = {}

    def _resolved(self, name: str) -> Any:
        try:
            return self.owner.resolve_all([name], self.namespace, user_identifiers={name})[name]
        except KeyError as error:
            refuse(self.owner, str(error.args[0]))

    def of_name(self, name: str) -> Any:
        """A number, or an array with an entry for each neuron or synapse."""
        variables = self.owner.variables
        if name.removesuffix("_pre").removesuffix("_post") in ("lastspike", "not_refractory", "t_in_timesteps"):
            refuse(self.owner, f"{name} in an equation is not carried over")
        if name in variables:
            variable = variables[name]
            if hasattr(variable, "get_addressable_value"):
                if type(variable).__name__ == "Subexpression":
                    return self.of_text(variable.expr)
                return np.asarray(variable.get_addressable_value(name, self.owner)[:], dtype=float)
        value = self._resolved(name)
        if isinstance(value, Function):
            refuse(self.owner, f"'{name}' is a function")
        return np.asarray(value.get_value(), dtype=float)

    def timed_array(self, name: str) -> TimedArray | None:
        if name in DEFAULT_FUNCTIONS or name in _NUMPY_NAMES:
            return None
        value = self._resolved(name)
        return value if isinstance(value, TimedArray) else None

    def _function(self, name: str) -> Any:
        if name in _NUMPY_NAMES and _NUMPY_NAMES[name] is not None:
            return _NUMPY_NAMES[name]
        if name in RANDOM:
            refuse(self.owner, f"{name}() is drawn anew at each step; Rheobase draws noise that is added to the membrane")
        if name in DEFAULT_FUNCTIONS:
            return DEFAULT_FUNCTIONS[name].pyfunc
        array = self.timed_array(name)
        if array is None:
            refuse(self.owner, f"the function {name}() is not carried over")
        return lambda t, i=None: _timed_values(array, t, i)

    def of(self, expression: sympy.Expr, **known: Any) -> Any:
        """Of an expression; `known` names that are not asked of Brian."""
        names = sorted(names_in(expression))
        # What NumPy itself knows by SymPy's name needs no help.
        helpers = {name: self._function(name) for name in functions_in(expression)
                   if not hasattr(sympy, name) or name in _NUMPY_NAMES}
        function = sympy.lambdify([symbol(n) for n in names], expression, modules=[helpers, "numpy"])
        arguments = [known[n] if n in known else self.of_name(n) for n in names]
        with np.errstate(all="ignore"):
            result = np.asarray(function(*arguments), dtype=float)
        if not np.all(np.isfinite(result)):
            refuse(self.owner, f"{expression} is {result[~np.isfinite(result)].flat[0]}")
        return result

    def of_text(self, text: str, **known: Any) -> Any:
        return self.of(parsed(self.owner, text), **known)


def _timed_values(array: TimedArray, t: Any, i: Any) -> Any:
    rows = np.clip(np.floor(np.asarray(t) / float(array.dt) + 1e-6).astype(int), 0, len(array.values) - 1)
    return array.values[rows] if i is None else array.values[rows, np.asarray(i).astype(int)]
