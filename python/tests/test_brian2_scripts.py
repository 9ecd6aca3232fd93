"""The scripts of Brian 2's documentation: carried over or refused by name, none wrong; docs/brian2.md says which."""

import pytest

pytest.importorskip("brian2")
from brian2_scripts import SCRIPTS  # noqa: E402
from brian2_verdicts import PAGE, verdict  # noqa: E402


@pytest.mark.parametrize("name", SCRIPTS)
def test_script(name):
    kind, text = verdict(name)
    assert kind in ("carried", "refused"), text
    row = next(line for line in PAGE.read_text().splitlines() if line.startswith(f"| {name} |"))
    assert f"| {kind} |" in row
    assert kind == "carried" or text in row
