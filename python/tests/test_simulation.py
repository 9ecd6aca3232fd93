"""Views of the engine's memory, runs, interruptions."""

import gc
import os
import resource
import signal
import threading
import time

import numpy as np
import pytest

import rheobase as rb


def address(array):
    return array.__array_interface__["data"][0]


def test_views_copy_nothing(pulsed):
    v = pulsed["E"].v
    assert v.dtype == np.float32 and v.shape == (10,) and not v.flags.owndata and not v.flags.writeable
    before = v.copy()
    pulsed["E"].input = 20
    pulsed.step()
    assert not np.array_equal(v, before)  # the array that was there before the step
    assert address(v) == address(pulsed["E"].v) == address(pulsed["E"].state("v"))
    assert pulsed["E"].input.tolist() == [20] * 10
    with pytest.raises(ValueError):
        v[0] = 1
    image = rb.load("paper", n=20).compile()
    assert address(image.data) == address(image.data) and image.data.tobytes() == bytes(image)


def test_views_outlive_what_they_show():
    net = rb.Network("gone", dt="1ms")
    net.add(rb.Population("E", 3000, current="10*r", channels=[rb.Channel("slow", kind="decay", tau=5 * rb.ms)]))
    sim = rb.Simulation(net).run("50ms")
    views = [sim["E"].v, sim["E"].u, sim["E"].state("slow"), sim["E"].spike_words, sim.spikes().times_ms]
    data = net.compile().data
    expected = [view.copy() for view in views]
    del sim
    gc.collect()
    [rb.Simulation(net).run("50ms") for _ in range(5)]
    for view, values in zip(views, expected):
        assert np.array_equal(view, values)
    assert data.tobytes() == bytes(net.compile())


def test_a_simulation_that_nobody_holds_is_freed():
    image = rb.load("paper").compile()  # 2 MB
    gc.disable()  # no cycle is left to it
    try:
        peaks = []
        for _ in range(2):
            for _ in range(100):
                sim = rb.Simulation(image)
                recording = sim.record("E:v")
                sim.step()
                sim["E"].v.sum() + recording["E:v"].sum()
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)  # kB
    finally:
        gc.enable()
    assert peaks[1] - peaks[0] < 20_000


def test_spikes_as_words_and_as_numbers(pulsed):
    pulsed["E"].input = np.where(np.arange(10) % 3 == 0, 1000, 0)
    pulsed.step()
    assert pulsed["E"].fired.tolist() == [0, 3, 6, 9]
    assert pulsed["E"].spike_words.tolist() == [0b1001001001]
    assert pulsed["E"].spike_count == 4
    assert pulsed.spikes("E").ids.tolist() == [0, 3, 6, 9]
    assert pulsed.spikes("E").times_ms.tolist() == [1] * 4


def test_spikes_of_the_program(pulsed):
    net = rb.Network("external", dt="1ms")
    net.add(rb.Population("S", 70, model="external"))
    sim = rb.Simulation(net)
    sim["S"].fire([69, 2])
    sim.run("3ms")
    assert sim.spikes("S").ids.tolist() == [2, 69] and sim.spikes("S").times_ms.tolist() == [1, 1]
    with pytest.raises(rb.ModelError, match="numbered from 0 to 69"):
        sim["S"].fire([70])
    with pytest.raises(rb.ModelError, match="spikes of E"):
        pulsed["E"].fire([1])


@pytest.mark.parametrize("values, message", [
    (np.full(10, np.nan), "input of E: "),
    (np.ones(9), "input of E: 9 values for 10 neurons"),
    (np.ones((10, 1)), "input of E: an array of 2 dimensions"),
    (np.array(["a"] * 10), "input of E: an array of dtype"),
])
def test_wrong_inputs_are_refused(pulsed, values, message):
    pulsed["E"].input = 1
    with pytest.raises(rb.ModelError) as error:
        pulsed["E"].input = values
    assert str(error.value).startswith(message) and "\n" not in str(error.value)
    assert pulsed["E"].input.tolist() == [1] * 10


def test_inputs_of_every_kind_of_array(pulsed):
    for values in (np.arange(10, dtype=np.float32), np.arange(10), np.arange(20.0)[::2] / 2, list(range(10))):
        pulsed["E"].input = 0
        pulsed["E"].input = values
        assert pulsed["E"].input.tolist() == list(range(10))
    pulsed["E"].set_input([7, 7], first=8)
    assert pulsed["E"].input.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]
    with pytest.raises(rb.ModelError, match="^input of E: "):
        pulsed["E"].set_input([1, 1], first=9)


def test_recorded_states_are_what_the_views_showed(pulsed):
    recording = pulsed.record("E:v[2..4]", "E:u[0]", every=2 * rb.ms)
    pulsed["E"].input = 9
    seen = []
    for _ in range(10):
        pulsed.step()
        seen.append(pulsed["E"].v[2:5].copy())
    assert recording.times_ms.tolist() == [2, 4, 6, 8, 10]
    assert np.array_equal(recording["E:v[2..4]"], np.array(seen)[1::2])
    assert recording["E:u[0]"].shape == (5, 1)
    with pytest.raises(rb.ModelError, match="not recorded here"):
        recording["E:v"]
    with pytest.raises(rb.ModelError, match="the population has no such state"):
        pulsed.record("E:w")


def test_names_are_told(pulsed):
    with pytest.raises(rb.ModelError, match="^no population is called 'X'; there are E$"):
        pulsed["X"]
    with pytest.raises(rb.ModelError, match="^E: no state is called 'w'; it has v, u, input"):
        pulsed["E"].state("w")
    with pytest.raises(rb.ModelError, match="no SIMD target 'mmx'"):
        rb.Simulation(rb.load("paper", n=20), target="mmx")
    with pytest.raises(rb.ModelError, match="no parameter 'm'"):
        rb.load("paper", m=3)
    with pytest.raises(rb.ModelError, match="^network: .* not a str$"):
        rb.Simulation("paper")
    with pytest.raises(rb.ModelError, match="nowhere.toml"):
        rb.load("nowhere.toml")


@pytest.mark.parametrize("duration", [1, 1.0, None.__class__, "1", 0 * rb.ms, float("nan") * rb.ms, -1 * rb.ms])
def test_wrong_durations_are_refused(pulsed, duration):
    with pytest.raises(rb.ModelError) as error:
        pulsed.run(duration)
    assert "\n" not in str(error.value)
    assert pulsed.tick == 0


def test_a_run_past_the_end_of_a_stimulus_is_refused_or_warned_of():
    def simulation(**keys):
        net = rb.Network("driven", dt="1ms", duration="20ms")
        net.add(rb.Population("E", 1, stimulus={"current": "t", **keys}))
        return rb.Simulation(net).run()

    sim = simulation()
    with pytest.raises(rb.ModelError, match="^the stimulus of E, an expression of t, stops at 20 ms"):
        sim.run("1ms")
    assert sim.tick == 20
    with pytest.warns(rb.ModelWarning, match="starts again at 20 ms"):
        simulation(repeat=True).run("1ms")


def test_steps_at_an_integrators_limit_are_warned_of():
    net = rb.Network("driven", dt="5ms", integrator="euler")
    net.add(rb.Population("E", 5, current=500))
    with pytest.warns(rb.ModelWarning, match="^E: .* were at the limit of euler"):
        rb.Simulation(net).run("100ms")


def test_damaged_bytes_are_refused(pulsed):
    image = bytearray(bytes(rb.load("paper", n=20).compile()))
    image[100] ^= 1
    with pytest.raises(rb.ModelError, match="^image: "):
        rb.Image.from_bytes(bytes(image))
    snapshot = pulsed.snapshot()
    pulsed.run("5ms")
    for bad in (snapshot[:-1], b"", b"x" * len(snapshot)):
        with pytest.raises(rb.ModelError):
            pulsed.restore(bad)
    assert pulsed.tick == 5
    pulsed.restore(snapshot)
    assert pulsed.tick == 0


def test_a_swap_goes_on_with_other_weights():
    image = rb.load("paper").compile()
    sim = rb.Simulation(image).run("20ms")
    sim.swap(rb.load("paper").compile())
    assert sim.tick == 20
    with pytest.raises(rb.ModelError):
        sim.swap(rb.load("paper", n=20).compile())


def test_gains_multiply_weights():
    net = rb.Network("gained", dt="1ms")
    net.add(rb.Population("S", 1, model="external"))
    net.add(rb.Population("E", 1))
    net.connect(rb.Projection("S", "E", weight=100, max_gain=2))
    sim = rb.Simulation(net)
    sim.set_gain("S", "E", 0.5)
    assert sim.gain("S", "E") == 0.5
    for wrong in (3, float("nan"), -1):
        with pytest.raises(rb.ModelError, match="^gain of S -> E: "):
            sim.set_gain("S", "E", wrong)
    with pytest.raises(rb.ModelError, match="^projection E -> S: "):
        sim.set_gain("E", "S", 1)
    assert sim.gain("S", "E") == 0.5


def test_without_recording_nothing_is_kept():
    sim = rb.Simulation(rb.load("paper"), record=False).run("50ms")
    assert sim.spike_hash == rb.Simulation(rb.load("paper")).run("50ms").spike_hash
    for question in (sim.spikes, sim.report, sim.rate_curve):
        with pytest.raises(rb.ModelError, match="record=False"):
            question()


def test_other_threads_run_meanwhile():
    sim = rb.Simulation(rb.load("paper"))
    count = 0
    thread = threading.Thread(target=lambda: sim.run("20s", progress=False))
    thread.start()
    while thread.is_alive():
        count += 1
        time.sleep(0.001)
    thread.join()
    assert sim.tick == 20000 and count > 5


def test_a_simulation_is_of_one_thread_at_a_time():
    sim = rb.Simulation(rb.load("paper"))
    thread = threading.Thread(target=lambda: sim.run("20s", progress=False))
    thread.start()
    refused = 0
    while thread.is_alive():
        try:
            sim.spikes()
        except rb.ModelError as error:
            assert str(error) == "the simulation is in use by another thread"
            refused += 1
        time.sleep(0.001)
    thread.join()
    assert refused > 0 and sim.tick == 20000


@pytest.fixture
def python_handles_sigint():
    """Python's own handler: Brian 2 leaves another in the process, a shell's background jobs none."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("python_handles_sigint")
def test_ctrl_c_keeps_what_was_recorded():
    image = rb.load("paper").compile()
    sim = rb.Simulation(image)
    threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        sim.run("10000s", progress=False)
    assert time.monotonic() - start < 5
    assert sim.tick > 0
    whole = rb.Simulation(image).run(sim.tick * rb.ms)
    assert whole.state_hash == sim.state_hash
    assert np.array_equal(whole.spikes().times_ms, sim.spikes().times_ms)
    sim.run("10ms")  # it goes on
    assert sim.tick == whole.tick + 10


def test_times():
    assert repr(1.5 * rb.second) == "1500.0 ms"
    assert rb.second / rb.ms == 1000 and (rb.second + 2 * rb.ms) / 2 == 501
    assert np.float64(3) * rb.ms == 3 and isinstance(np.float64(3) * rb.ms, rb.Time)
    assert (np.arange(3) * rb.second).tolist() == [0, 1000, 2000]


def learning_network():
    net = rb.Network("learning", dt="1ms")
    net.add(rb.Population("E", 50, noise=10, channels=[rb.Channel("syn", kind="decay")]))
    net.connect(rb.Projection("E", "E", weight="0.3 + 0.2*r", probability=0.2, delay="1 + floor(3*r2)",
                              plasticity={"rule": "dopamine", "A_plus": 0.5, "d0": 0.05, "tau_c": 200 * rb.ms}))
    net.connect(rb.Projection("E", "E", weight=0.1))
    return net


def test_weights_learn_are_read_set_held_and_baked():
    net = learning_network()
    image = net.compile()
    sim = rb.Simulation(image)
    first = sim.synapses("E", "E")
    assert set(np.unique(first["delay_ms"])) == {1, 2, 3} and first["source"].max() < 50
    sim.reward("E", "E", 0.5)
    sim.run("200ms")
    learned = sim.synapses("E", "E")
    assert np.array_equal(first[["source", "target", "delay_ms"]], learned[["source", "target", "delay_ms"]])
    assert not np.array_equal(first["weight"], learned["weight"])
    sim.set_learning("E", "E", False)
    sim.run("100ms")
    assert np.array_equal(sim.synapses("E", "E"), learned)

    trained = rb.Simulation(image.baked(sim.snapshot()))
    assert np.array_equal(trained.synapses("E", "E"), learned)
    frozen = image.baked(sim.snapshot(), frozen=True)
    assert len(frozen) < len(image)
    with pytest.raises(rb.ModelError, match="no such `plasticity`"):
        rb.Simulation(frozen).synapses("E", "E")

    weights = np.linspace(0, 1, len(learned))
    sim.set_weights("E", "E", weights)
    assert np.allclose(sim.synapses("E", "E")["weight"], weights, atol=2**-14)
    before = sim.synapses("E", "E")
    for wrong, what in ((weights[1:], "values for"), (weights * 2, "outside its range"), (weights * np.nan, "not a number")):
        with pytest.raises(rb.ModelError, match=what):
            sim.set_weights("E", "E", wrong)
        assert np.array_equal(sim.synapses("E", "E"), before)
    with pytest.raises(rb.ModelError, match="^reward of E -> E: "):
        sim.reward("E", "E", float("nan"))
    with pytest.raises(rb.ModelError, match="another image|snapshot"):
        image.baked(b"no snapshot")


def test_a_learning_run_is_that_of_the_command(tmp_path):
    net = learning_network()
    image = net.compile()
    sim = rb.Simulation(image)
    sim.run("300ms")
    again = rb.Simulation(image, threads=2)
    again.run("300ms")
    assert sim.state_hash == again.state_hash
