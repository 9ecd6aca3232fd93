"""PyNN's low-level functions."""

from typing import Any

from pyNN import common
from pyNN.connectors import FixedProbabilityConnector

from . import simulator
from .populations import Population
from .projections import Projection
from .synapses import StaticSynapse

create = common.build_create(Population)
connect = common.build_connect(Projection, FixedProbabilityConnector, StaticSynapse)
record = common.build_record(simulator)


def record_v(source: Any, filename: str) -> None:
    """v of `source`, into a file at end()."""
    record(["v"], source, filename)


def record_gsyn(source: Any, filename: str) -> None:
    """Both conductances of `source`, into a file at end()."""
    record(["gsyn_exc", "gsyn_inh"], source, filename)
