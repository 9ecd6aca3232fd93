"""PyNN on Rheobase: import rheobase.pynn as sim. Needs the package PyNN. docs/pynn.md says what is supported."""

try:
    import pyNN as _pynn
except ImportError:
    raise ImportError("rheobase.pynn needs the package PyNN: pip install 'rheobase[pynn]'") from None

from pyNN import errors, random, space  # noqa: F401
from pyNN.connectors import *  # noqa: F403
from pyNN.network import Network  # noqa: F401
from pyNN.random import GSLRNG, NumpyRNG, RandomDistribution  # noqa: F401
from pyNN.recording import *  # noqa: F403
from pyNN.space import Space  # noqa: F401
from pyNN.standardmodels import StandardCellType as _StandardCellType

from .cells import (  # noqa: F401
    IF_cond_alpha, IF_cond_exp, IF_curr_alpha, IF_curr_delta, IF_curr_exp, Izhikevich, SpikeSourceArray, SpikeSourcePoisson)
from .control import (  # noqa: F401
    end, get_current_time, get_max_delay, get_min_delay, get_time_step, initialize, network, num_processes, rank, reset, run, run_for,
    run_until, setup, simulation)
from .electrodes import ACSource, DCSource, NoisyCurrentSource, StepCurrentSource  # noqa: F401
from .populations import Assembly, Population, PopulationView  # noqa: F401
from .procedural_api import connect, create, record, record_gsyn, record_v  # noqa: F401
from .projections import Projection  # noqa: F401
from .synapses import StaticSynapse, TsodyksMarkramSynapse  # noqa: F401


def list_standard_models() -> list[str]:
    """The names of the cell types that are supported."""
    return [name for name, value in globals().items() if isinstance(value, type) and issubclass(value, _StandardCellType)
            and not name.startswith("_")]


def __getattr__(name: str):
    """What PyNN has and this module has not is named."""
    from pyNN.standardmodels import cells, electrodes, receptors, synapses

    if any(hasattr(module, name) for module in (cells, electrodes, receptors, synapses)):
        raise AttributeError(f"rheobase.pynn: {name} is not supported; supported are {', '.join(list_standard_models())}, "
                             "StaticSynapse, TsodyksMarkramSynapse, DCSource, StepCurrentSource, ACSource and NoisyCurrentSource")
    raise AttributeError(f"module 'rheobase.pynn' has no attribute {name!r}")
