"""SONATA's configuration files: a circuit, or a simulation that names one."""

from __future__ import annotations

import json
import math
import os
import re
from dataclasses import dataclass, field
from typing import Any

from .failure import fail, some

# Keys by section. What says how to write results or how to share out the work changes no spike; what is not listed may.
_SECTIONS = {"version", "metadata", "target_simulator", "manifest", "components", "networks", "network", "simulation", "run", "conditions",
             "inputs", "output", "reports", "node_sets_file", "node_sets"}
_RUN = {"tstop", "duration", "dt", "tstart"}
_RUN_WITHOUT_EFFECT = {"dL", "spike_threshold", "nsteps_block", "block_run", "block_size", "overwrite_output_dir", "print_time", "calc_ecp",
                       "n_thread", "precise_times", "allow_offgrid_spikes", "random_seed"}
_CONDITIONS = {"celsius", "v_init"}


@dataclass
class Files:
    """One entry of networks.nodes or networks.edges: the HDF5 file and the CSV file of types, if there is one."""

    table: str
    types: str | None


@dataclass
class Input:
    name: str
    file: str
    node_set: Any


@dataclass
class Config:
    path: str
    name: str
    dt_ms: float | None = None
    tstop_ms: float | None = None
    v_init: bool = False  # conditions.v_init is given
    nodes: list[Files] = field(default_factory=list)
    edges: list[Files] = field(default_factory=list)
    inputs: list[Input] = field(default_factory=list)
    node_sets: dict[str, Any] = field(default_factory=dict)
    neuron_parameters: list[str] = field(default_factory=list)  # folders of dynamics_params
    synapse_parameters: list[str] = field(default_factory=list)


def read_json(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except OSError as error:
        fail(path, (error.strerror or str(error)).lower())
    except (ValueError, RecursionError) as error:  # no JSON, or no UTF-8
        fail(path, f"no JSON: {str(error).splitlines()[0]}")
    if not isinstance(value, dict):
        fail(path, "its JSON is no object")
    return value


def _resolved(path: str) -> dict[str, Any]:
    """The file with the variables of its manifest in place. Relative folders of a manifest begin at the file."""
    raw, folder = read_json(path), os.path.dirname(os.path.abspath(path))
    manifest = raw.pop("manifest", {})
    if not isinstance(manifest, dict) or not all(isinstance(value, str) for value in manifest.values()):
        fail(path, "manifest: it takes names and paths")
    variables = {name.lstrip("$"): value for name, value in manifest.items()}
    variables.setdefault("configdir", folder)

    def replaced(text: str, within: tuple[str, ...] = ()) -> str:
        def value(match: re.Match) -> str:
            name = match[1] or match[2]
            if name not in variables:
                fail(path, f"'{text}': the manifest has no ${name}")
            if name in within:
                fail(path, f"manifest: ${name} refers to itself")
            return replaced(variables[name], (*within, name))

        return re.sub(r"\$(?:\{(\w+)\}|(\w+))", value, text)

    def walked(value: Any) -> Any:
        if isinstance(value, str):
            return replaced(value) if "$" in value else value
        if isinstance(value, list):
            return [walked(each) for each in value]
        if isinstance(value, dict):
            return {key: walked(each) for key, each in value.items()}
        return value

    return walked(raw)


def _section(path: str, within: dict[str, Any], key: str, kind: type = dict) -> Any:
    value = within.get(key)
    if value is None:
        return kind()
    if not isinstance(value, kind):
        fail(path, f"{key}: {'an object' if kind is dict else 'an array'} belongs here")
    return value


def _path(path: str, place: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        fail(path, f"{place}: a path belongs here")
    return os.path.normpath(os.path.join(os.path.dirname(path), value))


def _number(path: str, place: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        fail(path, f"{place} is {value!r}; it takes a number")
    return float(value)


def _only(path: str, place: str, given: dict[str, Any], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        fail(path, f"{place}'{some(unknown)}' is not supported")


def read_config(path: str) -> Config:
    config = Config(path, re.sub(r"\W", "_", os.path.splitext(os.path.basename(path))[0], flags=re.ASCII))
    _read_into(config, path, set())
    if not config.nodes:
        fail(path, "networks: it names no nodes")
    return config


def _read_into(config: Config, path: str, read: set[str]) -> None:
    if os.path.realpath(path) in read:
        fail(path, "it names itself as its network")
    read.add(os.path.realpath(path))
    given = _resolved(path)
    _only(path, "", given, _SECTIONS)
    simulator = given.get("target_simulator")
    if simulator is not None and str(simulator).upper() != "NEST":
        fail(path, f"target_simulator is '{simulator}'; NEST's models are supported")
    for other in ("network", "simulation"):
        if other in given:
            _read_into(config, _path(path, other, given[other]), read)
    _read_networks(config, path, _section(path, given, "networks"))
    components = _section(path, given, "components")
    for key, folders in (("point_neuron_models_dir", config.neuron_parameters), ("synaptic_models_dir", config.synapse_parameters)):
        if key in components:
            folders.insert(0, _path(path, f"components.{key}", components[key]))
    _read_run(config, path, given)
    for key in ("node_sets_file", "node_sets"):
        sets = given.get(key)
        if sets is not None:
            config.node_sets.update(sets if isinstance(sets, dict) else read_json(_path(path, key, sets)))
    for name, described in _section(path, given, "inputs").items():
        _read_input(config, path, name, described)


def _read_networks(config: Config, path: str, networks: dict[str, Any]) -> None:
    _only(path, "networks: ", {key: value for key, value in networks.items() if value}, {"nodes", "edges"})
    for kind, files in (("node", config.nodes), ("edge", config.edges)):
        for k, entry in enumerate(_section(path, networks, f"{kind}s", list)):
            place = f"networks.{kind}s[{k}]"
            if not isinstance(entry, dict):
                fail(path, f"{place}: an object belongs here")
            _only(path, f"{place}: ", entry, {f"{kind}s_file", f"{kind}_types_file", "enabled"})
            if entry.get("enabled", True) is False:
                continue
            types = entry.get(f"{kind}_types_file")
            files.append(Files(_path(path, f"{place}.{kind}s_file", entry.get(f"{kind}s_file")),
                               None if types is None else _path(path, f"{place}.{kind}_types_file", types)))


def _read_run(config: Config, path: str, given: dict[str, Any]) -> None:
    run, conditions = _section(path, given, "run"), _section(path, given, "conditions")
    _only(path, "run: ", run, _RUN | _RUN_WITHOUT_EFFECT)
    _only(path, "conditions: ", conditions, _CONDITIONS)
    config.v_init |= "v_init" in conditions
    if "dt" in run:
        config.dt_ms = _number(path, "run.dt", run["dt"])
    for key in ("tstop", "duration"):
        if key in run:
            config.tstop_ms = _number(path, f"run.{key}", run[key])
    if "tstart" in run and _number(path, "run.tstart", run["tstart"]) != 0:
        fail(path, "run.tstart is not 0, which is not supported")


def _read_input(config: Config, path: str, name: str, described: Any) -> None:
    place = f"inputs.{name}"
    if not isinstance(described, dict):
        fail(path, f"{place}: an object belongs here")
    if described.get("enabled", True) is False:
        return
    kind, module = described.get("input_type"), described.get("module")
    if kind != "spikes":
        fail(path, f"{place}: input_type '{kind}' is not supported; spikes are")
    if module not in ("h5", "hdf5", "sonata"):
        fail(path, f"{place}: module '{module}' is not supported; h5 and sonata are")
    _only(path, f"{place}: ", described, {"input_type", "module", "input_file", "node_set", "enabled"})
    if "node_set" not in described:
        fail(path, f"{place}: it has no node_set")
    config.inputs.append(Input(name, _path(path, f"{place}.input_file", described.get("input_file")), described["node_set"]))
