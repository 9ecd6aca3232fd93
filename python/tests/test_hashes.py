"""The same bits from Python as from the command."""

import pytest

import rheobase as rb
from rheobase.model_files import path_of

# A million neurons take minutes; so many do not.
SETTINGS = {"million": {"n": 5000}}


@pytest.mark.parametrize("name", rb.models())
def test_every_model_that_ships_has_the_commands_hashes(name, command):
    settings = SETTINGS.get(name, {})
    expected = command(path_of(name), "--duration", "200ms", *[
        argument for key, value in settings.items() for argument in ("--set", f"{key}={value}")])
    sim = rb.Simulation(rb.load(name, duration="200ms", **settings)).run()
    assert (sim.spike_hash, sim.state_hash) == (expected["spike_hash"], expected["state_hash"])
    assert len(sim.spikes().ids) == expected["spikes"] == sim.counters["spikes"]
    report = sim.report()
    assert {key: expected[key] for key in report if key != "warnings"} == {
        key: value for key, value in report.items() if key != "warnings"}


def test_settings_are_those_of_set(command):
    expected = command(path_of("gamma"), "--set", "n=500", "--set", "seed=5", "--set", "dt=0.5ms")
    sim = rb.Simulation(rb.load("gamma", n=500, seed=5, dt=0.5 * rb.ms)).run()
    assert sim.spike_hash == expected["spike_hash"]
    assert sim.time_ms == expected["duration_ms"]


@pytest.mark.parametrize("target", rb.targets())
@pytest.mark.parametrize("threads", [1, 2])
def test_targets_and_threads_change_no_bit(target, threads):
    image = rb.load("paper").compile()
    reference = rb.Simulation(image).run("100ms")
    sim = rb.Simulation(image, target=target, threads=threads).run("100ms")
    assert sim.target == target
    assert sim.state_hash == reference.state_hash


def test_steps_snapshots_and_restores_are_one_run():
    image = rb.load("paper").compile()
    whole = rb.Simulation(image).run("100ms")
    first = rb.Simulation(image, record=False)
    for _ in range(40):
        first.step()
    second = rb.Simulation(image)
    second.restore(first.snapshot())
    assert second.tick == 40
    second.run("60ms")
    assert (second.spike_hash, second.state_hash) == (whole.spike_hash, whole.state_hash)
    times_ms, ids = whole.spikes("E")
    late = times_ms > 40
    assert second.spikes("E").times_ms.tolist() == times_ms[late].tolist()
    assert second.spikes("E").ids.tolist() == ids[late].tolist()


def test_noise_seed_is_the_commands(command):
    expected = command(path_of("paper"), "--duration", "50ms", "--noise-seed", "9")
    sim = rb.Simulation(rb.load("paper"), noise_seed=9).run("50ms")
    assert sim.spike_hash == expected["spike_hash"]
    assert sim.report()["noise_seed"] == 9


def test_an_image_goes_through_bytes_and_files(tmp_path):
    image = rb.load("paper", n=100).compile()
    image.save(str(tmp_path / "net.rheo"))
    assert bytes(rb.Image.read(str(tmp_path / "net.rheo"))) == bytes(image) == bytes(rb.Image.from_bytes(bytes(image)))
    assert image.inspect()["neurons"] == 100
    image.c_array(str(tmp_path / "net.c"), symbol="net", header=str(tmp_path / "net.h"))
    assert "net_bytes" in (tmp_path / "net.c").read_text()
    assert "NET_POPULATION_E" in (tmp_path / "net.h").read_text()
