"""Brian 2 scripts on Rheobase: one line more, after `from brian2 import *`:

    import rheobase.brian2; set_device('rheobase')

or rheobase.brian2.run(net, duration) in place of net.run(duration). docs/brian2.md says what is carried over and how
well it agrees; everything else is refused by the name of the object, with the equation.
"""

from __future__ import annotations

from typing import Any

try:
    import brian2 as _brian2
except ImportError:
    raise ImportError("rheobase.brian2 needs the package brian2: pip install 'rheobase[brian2]'") from None

from ..network import Network
from .device import RheobaseDevice, rheobase_device

__all__ = ["RheobaseDevice", "network", "rheobase_device", "run"]


def network() -> Network:
    """The rheobase.Network of the last run, as it began. ModelError: nothing has run yet."""
    return rheobase_device.network


def run(net: "_brian2.Network", duration: "_brian2.Quantity", *, namespace: dict[str, Any] | None = None, report: Any = None,
        **options: Any) -> None:
    """net.run(duration) on Rheobase, whatever device is set. options: as of set_device('rheobase', …).

    Names that equations use are looked up where run() is called, unless `namespace` is given.
    """
    import sys

    if namespace is None:
        frame = sys._getframe(1)
        namespace = {**frame.f_globals, **frame.f_locals}
    rheobase_device.use(options)
    rheobase_device.network_run(net, duration, report=report, namespace=namespace)
