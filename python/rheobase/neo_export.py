"""A run as neo.Block."""

from __future__ import annotations

from typing import Any


def block_of(simulation: Any) -> Any:
    try:
        import neo
    except ImportError:
        raise ImportError("to_neo() needs the package neo: pip install 'rheobase[neo]'") from None
    import quantities as pq

    segment = neo.Segment(name=simulation.name)
    for name, population in simulation.populations.items():
        times_ms, ids = simulation.spikes(name)
        for neuron in range(population.size):
            train = neo.SpikeTrain(times_ms[ids == neuron] * pq.ms, t_stop=simulation.time_ms * pq.ms,
                                   name=f"{name}[{neuron}]")
            train.annotate(population=name, neuron=neuron)
            segment.spiketrains.append(train)
    for recording in simulation.recordings:
        times_ms = recording.times_ms
        if len(times_ms) < 2:
            continue
        for selection in recording.selections:
            is_potential = selection.split("[")[0].rsplit(":", 1)[1] == "v"
            segment.analogsignals.append(neo.AnalogSignal(
                recording[selection], units=pq.mV if is_potential else pq.dimensionless, t_start=times_ms[0] * pq.ms,
                sampling_period=(times_ms[1] - times_ms[0]) * pq.ms, name=selection))
    block = neo.Block(name=simulation.name)
    block.segments.append(segment)
    return block
