"""The device 'rheobase' of Brian 2: objects are made, connected and initialized as Brian does; run() is Rheobase's."""

from __future__ import annotations

import gc
import sys
import time
from typing import Any

import numpy as np
from brian2 import check_units, second
from brian2.core.clocks import Clock
from brian2.core.namespace import get_local_namespace
from brian2.core.network import Network as BrianNetwork
from brian2.core.network import TextReport
from brian2.devices.device import RuntimeDevice, all_devices
from brian2.groups.neurongroup import NeuronGroup
from brian2.input.poissongroup import PoissonGroup
from brian2.input.spikegeneratorgroup import SpikeGeneratorGroup

from .._core import ModelError
from ..network import Network
from ..simulation import Simulation
from .carry_over import Carried, states_at_end, write_back
from .expressions import itself, refuse
from .learned import LearnedSamples
from .monitors import Filled
from .operations import check_calls, operations_of, redrawn_by
from .translation import Translation

_OPTIONS = {"storage": "sparse_i32", "threads": 1}


class RheobaseDevice(RuntimeDevice):
    """Brian's runtime device whose run() is Rheobase's."""

    def __init__(self) -> None:
        super().__init__()
        self._carried: Carried | None = None
        self._stored: dict[Any, Carried | None] = {}

        self.options = dict(_OPTIONS)

    def use(self, options: dict[str, Any]) -> None:
        """Options of runs from here on; those that are not given have their defaults."""
        unknown = sorted(set(options) - set(_OPTIONS))
        if unknown:
            raise ModelError(f"brian2: set_device('rheobase') has no option '{unknown[0]}'; it has {', '.join(_OPTIONS)}")
        self.options = {**_OPTIONS, **options}

    def activate(self, build_on_run: bool = True, **options: Any) -> None:
        self.use(options)
        super().activate(build_on_run)

    def network_store(self, brian: BrianNetwork, name: str = "default", filename: str | None = None) -> None:
        """In place of brian2.Network.store()."""
        if filename is not None and float(brian.t) > 0:
            raise ModelError("brian2: store() to a file: what is on its way is not in it; without filename it is kept in memory")
        BrianNetwork.store.original_function(brian, name, filename)
        self._stored[brian, name] = self._carried.without_simulation() if self._carried is not None else None

    def network_restore(self, brian: BrianNetwork, name: str = "default", filename: str | None = None,
                        restore_random_state: bool = False) -> None:
        """In place of brian2.Network.restore()."""
        BrianNetwork.restore.original_function(brian, name, filename, restore_random_state)
        self._carried = self._stored.get((brian, name))

    @property
    def network(self) -> Network:
        """Of the last run."""
        if self._carried is None:
            raise ModelError("brian2: nothing has run yet")
        return self._carried.translation.network

    def reinit(self) -> None:
        self._carried, self._stored = None, {}
        super().reinit()

    @check_units(duration=second, report_period=second)
    def network_run(self, brian: BrianNetwork, duration: Any, report: Any = None, report_period: Any = 10 * second,
                    namespace: dict[str, Any] | None = None, profile: Any = None, level: int = 0) -> None:
        """In place of brian2.Network.run(), whose parameters it has."""
        if duration < 0:
            raise ValueError(f"Function 'run' expected a non-negative duration but got '{duration}'")
        if profile:
            raise ModelError("brian2: run(profile=True): the parts of a step are not timed apart")
        gc.collect()
        namespace = get_local_namespace(level=level + 3) if namespace is None else namespace
        _run(self, brian, float(duration), namespace, report, float(report_period))


def _run(device: RheobaseDevice, brian: BrianNetwork, duration_s: float, namespace: dict[str, Any], report: Any,
         report_period_s: float) -> None:
    objects = brian.sorted_objects
    started = time.time()
    begin, end = brian.t, brian.t + duration_s * second
    clocks = {thing.clock for thing in objects}
    for clock in clocks:
        clock.set_interval(begin, end)
    clock = _clock_of_neurons(objects)
    if clock is None:
        raise ModelError("brian2: the network has no neurons")
    step, end_step = int(clock.variables["timestep"].get_value().item()), int(clock._i_end)
    operations = [o for o in operations_of(objects) if o.active]
    redrawn = {o: found for o in operations if (found := redrawn_by(o, float(clock.dt))) is not None}
    called = check_calls([o for o in operations if o not in redrawn], objects, end_step - step, float(clock.dt))
    for operation in called:
        operation.before_run(namespace)
    reporter = _Reporter(report, report_period_s, step, end_step, begin, duration_s)
    reporter.tell(step, always=True)
    brian._stopped = BrianNetwork._globally_stopped = False
    while step < end_step:
        due = [operation for operation, interval in called.items() if step % interval == 0]
        _set_clocks(clocks, step * float(clock.dt))
        brian.t_ = step * float(clock.dt)
        for operation in due:
            operation.run()
        until = min([end_step] + [(step // interval + 1) * interval for interval in called.values()])
        if brian._stopped or BrianNetwork._globally_stopped:  # Brian ends the step in which stop() was called
            until = end_step = step + 1
        translation = Translation(brian, objects, namespace, step, until - step, float(clock.dt), device.options,
                                  list(redrawn.values()))
        _run_piece(device, brian, translation, reporter)
        step = until
    _set_clocks(clocks, step * float(clock.dt))
    brian.t_ = float(end) if step == clock._i_end else step * float(clock.dt)
    device._last_run_time = time.time() - started
    device._last_run_completed_fraction = 1.0 if duration_s == 0 else (float(brian.t) - float(begin)) / duration_s
    reporter.tell(step, always=True)


def _set_clocks(clocks: set[Clock], t_s: float) -> None:
    """To their first step at t or after it."""
    for clock in clocks:
        steps = int(np.ceil(t_s / float(clock.dt) - 1e-4))
        clock.variables["timestep"].set_value(steps)
        clock.variables["t"].set_value(steps * float(clock.dt))


def _run_piece(device: RheobaseDevice, brian: BrianNetwork, translation: Translation, reporter: "_Reporter") -> None:
    simulation, filled, done = _started(device, brian, translation)
    left = translation.steps - done
    piece = left if reporter.report is None else max(1, left // 100)
    samples = [f for f in filled if isinstance(f, LearnedSamples)]
    stops = sorted({stop for f in samples for stop in f.due}, reverse=True)  # the next one last
    while left > 0 or stops:
        while stops and stops[-1] == translation.steps - left:
            stop = stops.pop()
            for monitor in samples:
                if stop in monitor.due:
                    monitor.sample()
        if left == 0:
            break
        todo = min(piece, left, *(stops[-1:] and [stops[-1] - (translation.steps - left)]))
        simulation.run(f"{todo * simulation.dt_ms!r} ms", progress=False)
        left -= todo
        reporter.tell(translation.first_step + translation.steps - left)
    for monitor in filled:
        monitor.fill()
    device._carried = states_at_end(brian, translation, simulation)
    write_back(device._carried)


class _Reporter:
    """Brian's report of a run."""

    def __init__(self, report: Any, period_s: float, first_step: int, end_step: int, begin: Any, duration_s: float):
        if report in ("text", "stdout", "stderr"):
            report = TextReport(sys.stderr if report == "stderr" else sys.stdout)
        if report is not None and not callable(report):
            raise ValueError(f'Do not know how to handle report argument "{report}".')
        self.report, self._period_s, self._first, self._end = report, period_s, first_step, end_step
        self._begin, self._duration_s = begin, duration_s
        self._started = time.time()
        self._next = self._started + period_s

    def tell(self, step: int, always: bool = False) -> None:
        now = time.time()
        if self.report is None or not (always or now > self._next and step < self._end):
            return
        share = 1.0 if self._end == self._first else (step - self._first) / (self._end - self._first)
        self.report((now - self._started) * second, share, self._begin, self._duration_s * second)
        self._next = now + self._period_s


def _clock_of_neurons(objects: list[Any]) -> Clock | None:
    for kind in (NeuronGroup, PoissonGroup, SpikeGeneratorGroup):
        for thing in objects:
            if type(thing) is kind:
                return thing.clock
    return None


def _filled(translation: Translation, simulation: Simulation) -> list[Any]:
    return [(LearnedSamples if itself(monitor.source) in translation.learned else Filled)(monitor, translation, simulation)
            for monitor in translation.monitors]


def _started(device: RheobaseDevice, brian: BrianNetwork, translation: Translation) -> tuple[Simulation, list[Filled], int]:
    """(a simulation, its monitors, steps of this run that are done).

    Where nothing but the time has changed since the run before, its simulation goes on.
    """
    before = device._carried if device._carried is not None and device._carried.leads_to(brian, translation) else None
    if before is not None and (simulation := before.going_on(translation)) is not None:
        translation.begin_tick, translation.image = simulation.tick, before.translation.image
        return simulation, _filled(translation, simulation), 0
    for synapses, projection in translation.learned.items():
        if before is not None:
            refuse(synapses, "it learns, and something has changed since the run before; traces do not go over to a simulation that "
                             "begins anew")
        projection.check_fresh()
    translation.begin_from(before.pending_for(translation) if before is not None else [])
    translation.image = translation.network.compile()
    simulation = Simulation(translation.image, threads=device.options["threads"], noise_seed=int(np.random.randint(2**62)))
    filled = _filled(translation, simulation)
    holding = [c for c in translation.cells.values() if c.keys.get("input")]
    for cells in holding:
        simulation[cells.name].input = translation.first_input(cells)
    simulation.step()
    for cells in holding:
        simulation[cells.name].input = 0
    return simulation, filled, 1


all_devices["rheobase"] = rheobase_device = RheobaseDevice()
