"""Which variable of a NeuronGroup is v, when it fires, and by which method Brian steps it."""

from __future__ import annotations

import sympy
from brian2.groups.neurongroup import NeuronGroup
from brian2.stateupdaters.base import StateUpdateMethod, UnsupportedEquationsException

from .expressions import is_random, names_in, parsed, refuse
from .membrane import expressions_of

# Of a membrane that is linear in v; others take the explicit ones alone.
INTEGRATORS = {"euler": "euler", "rk2": "rk2", "rk4": "rk4", "exact": "exact", "linear": "exact", "independent": "exact",
               "exponential_euler": "exact"}


def method_of(group: NeuronGroup) -> str:
    """The method that Brian takes for these equations."""
    choice = group.method_choice
    if isinstance(choice, str):
        names = [choice]
    else:
        names = list(choice or ())
    for name in names:
        method = StateUpdateMethod.stateupdaters.get(name) if isinstance(name, str) else None
        if method is None:
            refuse(group, f"method {name!r} is not carried over; carried over are {', '.join(INTEGRATORS)}")
        if len(names) > 1:
            try:
                method(group.equations, group.variables, group.state_updater.method_options or {})
            except UnsupportedEquationsException:
                continue
        if name not in INTEGRATORS:
            refuse(group, f"method '{name}' is not carried over; carried over are {', '.join(INTEGRATORS)}")
        return name
    refuse(group, f"none of the methods {', '.join(map(str, names))} takes its equations")


def membrane_variable(group: NeuronGroup, threshold: str | None) -> tuple[str, sympy.Expr | None, str]:
    """(v, the threshold's value, "above" or "at")."""
    moving = list(expressions_of(group))
    if threshold is None:
        used = {name: names_in(expression) - {name} for name, expression in expressions_of(group).items()}
        roots = [name for name in moving if not any(name in others for others in used.values())]
        if len(moving) == 1 or len(roots) == 1:
            return (roots or moving)[0], None, "above"
        refuse(group, "it has no threshold, and which of its equations is the membrane's is not clear")
    relation = parsed(group, threshold)
    if isinstance(relation, (sympy.StrictGreaterThan, sympy.GreaterThan, sympy.StrictLessThan, sympy.LessThan)):
        fires = "above" if isinstance(relation, (sympy.StrictGreaterThan, sympy.StrictLessThan)) else "at"
        if isinstance(relation.gts, sympy.Symbol) and relation.gts.name in moving:
            bound = relation.lts
            changing = names_in(bound) & (set(moving) | {"t"})
            if changing or is_random(bound):
                refuse(group, f"threshold '{threshold}' moves with {', '.join(sorted(changing)) or 'chance'}; it has to be constant")
            return relation.gts.name, bound, fires
    refuse(group, f"threshold '{threshold}' does not compare a membrane potential with a constant")
