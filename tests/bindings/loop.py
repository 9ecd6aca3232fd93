#!/usr/bin/env python3
"""loop.py LIBRARY PAPER.rheo ROBOT.rheo: loop.c by ctypes, over librheobase.so."""
import ctypes
import pathlib
import sys
from ctypes import POINTER, Structure, byref, c_char_p, c_float, c_int32, c_size_t, c_uint32, c_uint64, c_void_p


class Counters(Structure):
    _fields_ = [(name, c_uint64) for name in ("spikes", "events", "inputs_refused", "inputs_cut", "steps_at_limit")]


class EncoderOptions(Structure):
    _fields_ = ([("population", c_char_p)]
                + [(name, c_uint32) for name in ("kind", "first", "count")]
                + [(name, c_float) for name in ("value_low", "value_high", "current_low", "current_high", "rate_low_hz",
                                                "rate_high_hz", "period_ms", "pulse_ms", "width")]
                + [("circular", c_uint32)]
                + [(name, c_float) for name in ("latency_at_low_ms", "latency_at_high_ms", "stuck_ms")]
                + [("seed", c_uint64)])


class DecoderOptions(Structure):
    _fields_ = ([("population", c_char_p)]
                + [(name, c_uint32) for name in ("kind", "first", "count")]
                + [(name, c_float) for name in ("window_ms", "tau_ms", "rate_low_hz", "rate_high_hz", "out_low", "out_high")]
                + [("circular", c_uint32), ("preferred", POINTER(c_float))])


class Decoded(Structure):
    _fields_ = [("value", c_float), ("rate_hz", c_float), ("active", c_uint32), ("x", c_float), ("y", c_float),
                ("magnitude", c_float), ("neuron", c_uint32), ("latency_ms", c_float)]


NO_NEURON = 0xFFFFFFFF

lib = ctypes.CDLL(sys.argv[1])
for name, result, *arguments in (
        ("rheo_status_text", c_char_p, c_int32),
        ("rheo_version", c_uint32),
        ("rheo_next_spike", c_uint32, c_void_p, c_uint32, c_uint32),
        ("rheo_engine_size", c_int32, c_void_p, c_size_t, c_void_p, POINTER(c_size_t)),
        ("rheo_init", c_int32, c_void_p, c_size_t, c_void_p, c_size_t, c_void_p, POINTER(c_void_p)),
        ("rheo_step", None, c_void_p),
        ("rheo_find_population", c_int32, c_void_p, c_char_p, POINTER(c_uint32)),
        ("rheo_get_counters", None, c_void_p, POINTER(Counters)),
        ("rheo_spike_hash", c_uint64, c_void_p),
        ("rheo_state_hash", c_uint64, c_void_p),
        ("rheo_default_encoder_options", EncoderOptions, c_uint32),
        ("rheo_encoder_size", c_int32, c_void_p, POINTER(EncoderOptions), POINTER(c_size_t)),
        ("rheo_encoder_init", c_int32, c_void_p, c_size_t, c_void_p, POINTER(EncoderOptions), POINTER(c_void_p)),
        ("rheo_encode", c_int32, c_void_p, c_float),
        ("rheo_default_decoder_options", DecoderOptions, c_uint32),
        ("rheo_decoder_size", c_int32, c_void_p, POINTER(DecoderOptions), POINTER(c_size_t)),
        ("rheo_decoder_init", c_int32, c_void_p, c_size_t, c_void_p, POINTER(DecoderOptions), POINTER(c_void_p)),
        ("rheo_decode", c_float, c_void_p, POINTER(Decoded))):
    function = getattr(lib, name)
    function.restype, function.argtypes = result, arguments

rooms = []  # what the engine lives in must outlive it


def aligned(size):
    room = ctypes.create_string_buffer(size + 64)
    rooms.append(room)
    address = ctypes.addressof(room)
    return address + -address % 64


def check(status):
    if status != 0:
        sys.exit(lib.rheo_status_text(status).decode())


def engine_of(path):
    image = pathlib.Path(path).read_bytes()
    place = aligned(len(image))
    ctypes.memmove(place, image, len(image))
    size, net = c_size_t(), c_void_p()
    check(lib.rheo_engine_size(place, len(image), None, byref(size)))
    check(lib.rheo_init(aligned(size.value), size, place, len(image), None, byref(net)))
    return net


def print_run(name, net, value):
    counters = Counters()
    lib.rheo_get_counters(net, byref(counters))
    bits = int.from_bytes(bytes(c_float(value)), sys.byteorder)
    print(f"{name} {counters.spikes} {lib.rheo_spike_hash(net):016x} {lib.rheo_state_hash(net):016x} {bits:08x}")


paper = engine_of(sys.argv[2])
for _ in range(1000):
    lib.rheo_step(paper)
print_run("paper", paper, 0.0)

robot = engine_of(sys.argv[3])
sense, move = lib.rheo_default_encoder_options(3), lib.rheo_default_decoder_options(2)  # RHEO_ENCODE_POPULATION, RHEO_DECODE_TRACE
sense.value_high = 2.0
population, size, encoder, decoder = c_uint32(), c_size_t(), c_void_p(), c_void_p()
check(lib.rheo_find_population(robot, b"M", byref(population)))
move.population = b"M"
check(lib.rheo_encoder_size(robot, byref(sense), byref(size)))
check(lib.rheo_encoder_init(aligned(size.value), size, robot, byref(sense), byref(encoder)))
check(lib.rheo_decoder_size(robot, byref(move), byref(size)))
check(lib.rheo_decoder_init(aligned(size.value), size, robot, byref(move), byref(decoder)))
value, details, spikes = c_float(), Decoded(), 0
for t in range(2000):
    # Python's numbers are doubles; the sum is rounded to a float once, as in C: both terms are floats.
    check(lib.rheo_encode(encoder, value.value + t % 128 / 128.0))
    lib.rheo_step(robot)
    value.value = lib.rheo_decode(decoder, byref(details))
    if details.value != value.value:
        sys.exit("the details differ from the value")
    neuron = lib.rheo_next_spike(robot, population, 0)
    while neuron != NO_NEURON:
        spikes += neuron + 1
        neuron = lib.rheo_next_spike(robot, population, neuron + 1)
print_run("robot", robot, value.value)
print(f"library {lib.rheo_version()}, spikes of the motor {spikes}")
