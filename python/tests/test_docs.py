"""The notebook runs; the code of docs/python.md and of the README does."""

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import rheobase as rb

ROOT = Path(__file__).parents[2]


def blocks(page):
    return re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.DOTALL | re.MULTILINE)


def test_the_notebook_runs_from_top_to_bottom():
    nbclient = pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(ROOT / "python/tutorial.ipynb", as_version=4)
    nbclient.NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 5
    assert not [output for output in outputs if output.get("name") == "stderr"]


@pytest.mark.parametrize("page", ["docs/python.md", "README.md", "docs/nir.md", "docs/pynn.md", "docs/neuroml.md", "docs/sonata.md"])
def test_the_code_of_a_page_runs(page, tmp_path, monkeypatch):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    nir = pytest.importorskip("nir")
    nir.write("net.nir", nir.NIRGraph.from_list(nir.Linear(np.ones((2, 4))), nir.LIF(
        tau=np.full(2, 0.01), r=np.ones(2), v_leak=np.zeros(2), v_threshold=np.ones(2), v_reset=np.zeros(2))))
    (tmp_path / "net.nml").write_text(
        '<neuroml xmlns="http://www.neuroml.org/schema/neuroml2" id="doc"><izhikevichCell id="rs" v0="-70mV" thresh="30mV" a="0.02" '
        'b="0.2" c="-65" d="6"/><network id="net"><population id="cells" component="rs" size="2"/></network></neuroml>')
    shutil.copytree(ROOT / "python/tests/data/sonata/exact", tmp_path, dirs_exist_ok=True)
    code = [block for block in blocks(page) if "rb." in block or "sim." in block]
    assert code
    names = {"rb": rb}
    for block in code:
        exec(block, names)
    assert (tmp_path / "net.c").exists() or "c_array" not in "".join(code)
