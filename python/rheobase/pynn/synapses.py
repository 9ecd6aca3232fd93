"""PyNN's synapse types."""

from __future__ import annotations

from pyNN.standardmodels import build_translations, synapses

from . import simulator


class _Synapse:
    def _get_minimum_delay(self) -> float:
        given = simulator.state.given_min_delay
        return simulator.state.dt if given == "auto" else given


class StaticSynapse(_Synapse, synapses.StaticSynapse):
    __doc__ = synapses.StaticSynapse.__doc__
    translations = build_translations(("weight", "weight"), ("delay", "delay"))


class TsodyksMarkramSynapse(_Synapse, synapses.TsodyksMarkramSynapse):
    """Two states, u and x, of each source neuron. The third of Tsodyks, Uziel and Markram (2000), the resources that are active
    for tau_syn, is left out: what a spike used recovers from its arrival on."""

    translations = build_translations(("weight", "weight"), ("delay", "delay"), ("U", "U"), ("tau_rec", "tau_rec"),
                                      ("tau_facil", "tau_facil"))
