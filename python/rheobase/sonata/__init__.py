"""SONATA networks of point neurons: rheobase.sonata.load("simulation_config.json"). docs/sonata.md says what is supported."""

from __future__ import annotations

import os

from ..units import TimeLike, in_ms
from .config import read_config
from .translation import SonataNetwork, Translation

__all__ = ["SonataNetwork", "load"]


def load(path: str | os.PathLike, *, dt: TimeLike | None = None) -> SonataNetwork:
    """The network of a circuit_config.json, or of a simulation_config.json with its inputs.

    dt: the step, in place of run.dt; needed where the file has none. Needs the package h5py.
    Neurons do what NEST's models of the same names do. ModelError: one line that names the file and what is not supported.
    """
    try:
        import h5py  # noqa: F401
    except ImportError:
        raise ImportError("rheobase.sonata needs the package h5py: pip install 'rheobase[sonata]'") from None
    config = read_config(os.fspath(path))
    return Translation(config, None if dt is None else in_ms(dt, "dt")).network()
