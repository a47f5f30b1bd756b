"""Protocols in one line: what is understood, and what is said of the rest."""

import pytest

import sclcell
from sclcell.cli import main
from sclcell.errors import InputError, SimulationFailed
from sclcell.experiments.protocol_run import simulate_protocol
from sclcell.experiments.protocol_steps import parse_steps
from sclcell.parameter_sets.cell import Cell


def test_steps_of_each_kind():
    text = "Discharge at 1C until 2.5 V; Charge at 2 mA for 30 s; Hold at 4 V until C/20; "
    text += "Discharge at 1 W for 1 h; Discharge at 5 Ohm for 1 min; Rest for 10 min @ -5 degC"
    steps = parse_steps(text)
    assert [step.control for step in steps] == [
        "current", "current", "voltage", "power", "resistance", "current",
    ]  # fmt: skip
    assert [step.target for step in steps] == [1.0, -0.002, 4.0, 1.0, 5.0, 0.0]
    assert [step.per_capacity for step in steps] == [True] + [False] * 5
    assert (steps[0].stop_voltage, steps[0].falling) == (2.5, True)
    assert (steps[2].stop_current, steps[2].stop_per_capacity) == (0.05, True)
    assert [step.temperature_degC for step in steps] == [None] * 5 + [-5.0]
    assert [step.duration for step in steps[3:]] == [3600, 60, 600]


def test_repeats_within_repeats_and_names():
    steps = parse_steps("((Rest for 1 s) x 2; Rest for 2 s) x 3")
    assert [step.duration for step in steps] == [1, 1, 2] * 3
    assert parse_steps("cccv", (2.7, 3.9))[0].stop_voltage == 3.9
    assert len(parse_steps("GITT")) == 60


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Dischrge at 1C", "'Dischrge at 1C' is not understood; write steps"),
        ("", "has no step"),
        ("(Rest for 1 s) x 20000", "more than 10000 steps"),
        ("Rest for 1 s @ 300 degC", "outside the allowed range"),
        ("Drive nothing.csv", "nothing.csv: cannot be read as a drive cycle"),
        ("Discharge at -1C until 2.5 V", "no number is negative"),
        ("Rest for 0 s", "time = 0 s is outside"),
        ("Rest for 1e12 hours", "time = .* is outside"),
        ("Discharge at 1e9C until 2.5 V", r"C-rate = 1e\+09 is outside"),
        ("Discharge at 0 Ohm for 1 s", "resistance is above zero"),
        ("x" * 100_000, "'x{56}... is not understood"),
        ("(" * 3 + "Rest for 1 s" + ") x 100" * 3, "^.{1,120}more than 10000 steps"),
    ],
)
def test_faults_are_told(text, said):
    with pytest.raises(InputError, match=said.replace("(", r"\(")):
        parse_steps(text)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("Time [s],Speed\n0,1\n1,1", "columns such as"),
        ("Time [s],Current [A]\n0,1\n0,1", "times must rise"),
        ("Time [s],Current [mA/cm2]\n0,1\n1,1", "current in A or mA"),
        ("Time,Current\n0,0\n1,0.001", "current in A or mA"),
        ("Time [s],C-rate\n0,0\n1,nan", "row 3 has no number"),
        ("Time [s],C-rate\n2020-01-01,0\n2020-01-02,0", "row 2 has no number"),
        ("Time [s],C-rate\n0,0\n1e12,0", "time = .* is outside"),
    ],
)
def test_faults_of_drive_cycles_are_told(tmp_path, rows, said):
    file = tmp_path / "drive.csv"
    file.write_text(rows)
    with pytest.raises(InputError, match=said):
        parse_steps(f"Drive {file}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Discharge at 1C until 9 V", "nothing to do: .* between 2.5 and 4 V, and falls"),
        ("Charge at 1C until 2 V", "nothing to do: .* and rises"),
        ("Hold at 9 V for 1 s", "voltage = 9 V is outside"),
        ("Rest for 1 s; Discharge at 1e9 W until 2.5 V", "C-rate = 1.05.* is outside.*1C is 0.288"),
        ("Discharge at 1 Ohm for 1 s", "C-rate = 1.*1C is 0.288 mA"),
        ("Charge at 5 A until 4 V", "C-rate = 1.*1C is 0.288 mA"),
        ("Drive drive.csv", "C-rate = 1000 is outside"),
    ],
)
def test_what_a_cell_cannot_do_is_refused_before_it_starts(text, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "drive.csv").write_text("Time [s],C-rate\n0,0\n1,-1000\n")
    with pytest.raises(InputError, match=said):
        simulate_protocol(Cell("PHLP-15"), text)


@pytest.mark.parametrize("text", ["Rest for 1 s", "GITT", "Charge at 1C until 4 V"])
def test_cycle_that_cannot_start_from_its_end_is_told(text):
    with pytest.raises(SimulationFailed, match="its end must be a state that it can start from"):
        sclcell.cycle("PHLP-15", cycles=2, protocol=text)


def test_limit_that_was_not_asked_for_ends_the_protocol():
    test = simulate_protocol(Cell("PHLP-15"), "Discharge at 1C for 2 h; Rest for 1 h")
    assert len(test.table) == 1
    assert test.reason == "it ends in step 1 of 2, 'Discharge at 1C for 2 h': lower voltage limit"


def test_temperature_of_a_step_counts():
    warm, cold = (
        sclcell.protocol("PHLP-15", f"Discharge at 1C until 2.5 V{at}").table
        for at in ("", " @ 0 degC")
    )
    whole = sclcell.protocol("PHLP-15", "Discharge at 1C until 2.5 V", temperature_degC=0).table
    column = "Specific charge [mA.h.g-1]"
    assert cold[column].item() == pytest.approx(whole[column].item(), rel=1e-6)
    assert cold[column].item() < 0.8 * warm[column].item()


def test_constant_current_as_a_protocol_ages_as_constant_current():
    charge_first = "Charge at 1C until 4 V; Discharge at 1C until 2.5 V"
    capacity = "Specific discharge capacity [mA.h.g-1]"
    usual = sclcell.cycle("PHLP-15", cycles=4, exact=True).table
    found = sclcell.cycle("PHLP-15", cycles=4, exact=True, protocol=charge_first).table
    assert found[capacity].to_numpy() == pytest.approx(usual[capacity].to_numpy(), rel=2e-4)
    for name in ("Film resistance [Ohm.cm2]", "Loss of active material [%]"):
        assert found[name].to_numpy() == pytest.approx(usual[name].to_numpy(), rel=1e-3)


def test_storage_takes_only_what_is_lost_with_time():
    """720 hours of rest between two cycles: no cycle and no charge passes."""
    stored = "Rest for 720 hours; Discharge at 1C until 2.5 V; Charge at 1C until 4 V"
    lost = []
    for share in (0.0, 1.0):
        values = {"Share of contact loss with root of time": share}
        table = sclcell.cycle("PHLP-15", cycles=2, exact=True, protocol=stored, values=values).table
        lost.append(table["Loss of active material [%]"].to_numpy())
    by_cycling, by_time = lost
    assert by_cycling[1] < 0.1
    # 30 of the 38 days of the test behind the loss.
    assert by_time[0] > 10
    assert by_time[1] - by_time[0] < 0.6 * by_time[0]


@pytest.mark.slow
def test_envelope_of_a_protocol_is_that_of_every_cycle():
    capacity = "Specific discharge capacity [mA.h.g-1]"
    every, envelope = (
        sclcell.cycle("PHLP-15", cycles=40, exact=exact, protocol="CCCV") for exact in (True, False)
    )
    assert envelope.details.result.simulated_cycles < 40
    difference = envelope.table[capacity] - every.table[capacity]
    assert difference.abs().max() < 2e-4 * every.table[capacity].iloc[0]


@pytest.mark.parametrize(
    "options",
    [
        ["--rates", "1"],
        ["--bands"],
        ["--charge-temperature", "20"],
        ["--charge-rate", "1"],
        ["--hold"],
    ],
)
def test_options_that_a_protocol_has_itself_are_refused(options, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["rate", "PHLP-15", "--protocol", "CCCV", *options])
    assert ended.value.code == 2
    assert "--protocol says rates" in capsys.readouterr().err


def test_command_shows_the_steps(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["rate", "PHLP-15", "--protocol", "Rest for 1 min", "--out", str(tmp_path)])
    assert ended.value.code == 0
    assert "Rest for 1 min" in capsys.readouterr().out
    assert (tmp_path / "protocol.png").stat().st_size > 1000
    assert (tmp_path / "steps.csv").read_text().startswith("What,Step,Ended by")
