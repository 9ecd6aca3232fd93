"""Sweeps: rows, errors as rows, files that go on."""

import numpy as np
import pytest

import rheobase as rb

AXES = {"n": [100, 200], "seed": [1, 2, 3]}


def test_a_grid_is_a_row_a_point():
    table = rb.sweep("paper", AXES, duration="100ms", measure=lambda sim: {"ticks": sim.tick}, progress=False)
    assert [(row["n"], row["seed"]) for row in table.rows] == [(n, s) for n in ("100", "200") for s in "123"]
    expected = rb.Simulation(rb.load("paper", n=200, seed=2)).run("100ms")
    assert table.rows[4]["spike_hash"] == expected.spike_hash
    assert table.rows[4]["rate_hz E"] == expected.report()["populations"][0]["rate_hz"]
    assert table["ticks"].tolist() == [100] * 6 and len(table.errors) == 0


def test_a_failing_point_is_a_row_with_its_error():
    table = rb.sweep("paper", {"n": [100, -3]}, duration="50ms", progress=False)
    assert table["spikes"][0] > 0 and np.isnan(table["spikes"][1])
    assert "size of E" in table.rows[1]["error"] and table.errors == [table.rows[1]]

    def fails(sim):
        raise RuntimeError("no such luck\nreally")

    table = rb.sweep("paper", {"n": [100]}, duration="50ms", measure=fails, progress=False)
    assert table.rows[0]["error"] == "no such luck"


def test_a_file_is_gone_on_with(tmp_path):
    file = tmp_path / "sweep.csv"
    runs = []
    options = dict(duration="50ms", file=file, progress=False, measure=lambda sim: {"count": runs.append(1) or 1})
    whole = rb.sweep("paper", AXES, **options)
    assert len(runs) == 6 and len(file.read_text().splitlines()) == 7
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:4]) + lines[4][:10])  # killed as it wrote
    again = rb.sweep("paper", AXES, **options)
    assert len(runs) == 6 + 3
    for column in ("spikes", "rate_e_hz", "spike_hash"):
        assert again[column].tolist() == whole[column].tolist()
    assert len(file.read_text().splitlines()) == 7
    with pytest.raises(rb.ModelError, match="another model, duration or other axes"):
        rb.sweep("paper", AXES, duration="60ms", file=file)
    with pytest.raises(rb.ModelError, match="another model, duration or other axes"):
        rb.sweep("paper", {"seed": [1]}, duration="50ms", file=file)


def test_rows_of_other_data_are_not_taken_over(tmp_path):
    pairs, model = tmp_path / "pairs.csv", tmp_path / "m.toml"
    model.write_text('[parameters]\nx = 1\n[[population]]\nname = "A"\nsize = 2\n'
                     '[[projection]]\nsource = "A"\ntarget = "A"\nfile = "pairs.csv"\n')
    options = dict(duration="5ms", file=tmp_path / "sweep.csv", progress=False)
    pairs.write_text("0,1,0.5\n")
    assert len(rb.sweep(model, {"x": [1, 2]}, **options)) == 2
    pairs.write_text("1,0,0.5\n")
    with pytest.raises(rb.ModelError, match="another model"):
        rb.sweep(model, {"x": [1, 2]}, **options)


@pytest.mark.parametrize("content", [b"my notes", b"my notes\n", b"\xff\x00\n\n", b"n,spikes\n100,4\n"])
def test_a_file_of_something_else_is_left_alone(tmp_path, content):
    file = tmp_path / "notes.csv"
    file.write_bytes(content)
    with pytest.raises(rb.ModelError, match="^.*notes.csv: holds no rows, or rows of another"):
        rb.sweep("paper", {"n": [100]}, duration="20ms", file=file, progress=False)
    assert file.read_bytes() == content


def test_draws_are_within_their_ends_and_repeat():
    axes = {"n": (50, 60), "exc_share": (0.6, 0.9)} if "exc_share" in rb.load("paper").parameters else {"n": (50, 60)}
    first, again = (rb.sweep("paper", axes, draws=8, draws_seed=3, duration="20ms", progress=False) for _ in range(2))
    assert first["n"].tolist() == again["n"].tolist() and 50 <= first["n"].min() <= first["n"].max() <= 60


def test_a_built_network_is_swept_too():
    net = rb.Network("built", dt="1ms", parameters={"drive": 5})
    net.add(rb.Population("E", 10, current="drive"))
    table = rb.sweep(net, {"drive": [0, 20]}, duration="200ms", progress=False)
    assert table["spikes"][0] == 0 < table["spikes"][1]


def test_heat_maps_average(tmp_path):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    table = rb.sweep("paper", AXES, duration="50ms", progress=False)
    image = table.heatmap("seed", "n", "spikes").images[0]
    assert image.get_array().tolist() == table["spikes"].reshape(2, 3).tolist()
    table.save(tmp_path / "table.csv")
    assert len((tmp_path / "table.csv").read_text().splitlines()) == 7


def test_from_a_shell(tmp_path, capsys):
    from rheobase.__main__ import main

    file = tmp_path / "sweep.csv"
    assert main(["sweep", "paper", "--grid", "n=50,60", "--grid", "seed=1..3", "--duration", "20ms", "--file",
                 str(file)]) == 0
    assert capsys.readouterr().out == f"{file}: 6 points, 0 failed\n"
    assert len(file.read_text().splitlines()) == 7
    for wrong in (["--grid", "n"], ["--draws", "3"], ["--draws", "3", "--range", "n=a..b"], [],
                  ["--grid", "n=50", "--duration", "1"]):
        assert main(["sweep", "paper", *wrong, "--file", str(file)]) == 2
        error = capsys.readouterr().err
        assert error.startswith("rheobase: ") and error.count("\n") == 1
    assert main(["sweep", "nowhere.toml", "--grid", "n=1", "--file", str(tmp_path / "other.csv")]) == 2
