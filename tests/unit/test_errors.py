import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sclcell.errors import (
    InputError,
    SclcellError,
    SimulationFailed,
    check_range,
    unknown_name,
)

MATERIALS = ["PHLP", "PHL-15", "PHLP-15", "PHA-15", "PHAP-15"]


def test_errors_are_also_the_builtin_kind():
    assert issubclass(InputError, SclcellError)
    assert issubclass(InputError, ValueError)
    assert issubclass(SimulationFailed, SclcellError)
    assert issubclass(SimulationFailed, RuntimeError)


@pytest.mark.parametrize(
    ("given_name", "nearest"),
    [("phlp-15", "PHLP-15"), ("PHLP15", "PHLP-15"), ("phl", "PHLP"), ("PHAP_15", "PHAP-15")],
)
def test_unknown_name_suggests_the_nearest(given_name, nearest):
    message = str(unknown_name("material", given_name, MATERIALS))
    assert f"unknown material {given_name!r}" in message
    assert f"did you mean {nearest!r}?" in message
    assert all(repr(name) in message for name in MATERIALS)


def test_unknown_name_suggests_nothing_when_nothing_is_near():
    message = str(unknown_name("material", "zzzz", MATERIALS, hint="See `sclcell list`."))
    assert "did you mean" not in message
    assert message.endswith("See `sclcell list`.")


@pytest.mark.parametrize("given_name", [None, 15, ("PHLP",)])
def test_unknown_name_takes_what_is_no_string(given_name):
    assert repr(given_name) in str(unknown_name("material", given_name, MATERIALS))


def test_unknown_name_takes_an_iterator_and_an_empty_list():
    assert "'a', 'b'" in str(unknown_name("key", "c", iter("ab")))
    assert "Allowed: none." in str(unknown_name("key", "c", []))


@given(name=st.text(), hint=st.text())
def test_unknown_name_is_one_line(name, hint):
    assert len(str(unknown_name("material", name, MATERIALS, hint)).splitlines()) == 1


@given(st.floats(min_value=-5.0, max_value=7.0))
def test_check_range_returns_what_lies_inside(value):
    assert check_range("t", value, -5.0, 7.0) is value


@pytest.mark.parametrize(
    ("value", "low", "high", "allowed", "nearest"),
    [
        (-1.0, 0.0, 0.6, "between 0 and 0.6 kg/kg", "0 kg/kg"),
        (0.7, 0.0, 0.6, "between 0 and 0.6 kg/kg", "0.6 kg/kg"),
        (-1.0, 0.0, None, "at least 0 kg/kg", "0 kg/kg"),
        (2.0, None, 1.0, "at most 1 kg/kg", "1 kg/kg"),
        (float("inf"), 0.0, 1.0, "between 0 and 1 kg/kg", "1 kg/kg"),
    ],
)
def test_check_range_says_what_is_allowed(value, low, high, allowed, nearest):
    with pytest.raises(InputError) as caught:
        check_range("filler mass fraction", value, low, high, "kg/kg")
    message = str(caught.value)
    assert f"filler mass fraction = {value:g} kg/kg" in message
    assert f"{allowed}." in message
    assert message.endswith(f"The nearest allowed value is {nearest}.")


def test_check_range_takes_a_hint_instead():
    with pytest.raises(InputError, match=r"Give kelvin, not degrees Celsius\.$"):
        check_range("temperature", 25, 200, 400, "K", hint="Give kelvin, not degrees Celsius.")


@pytest.mark.parametrize("bounds", [(0.0, 1.0), (None, 1.0), (0.0, None), (None, None)])
def test_check_range_refuses_nan(bounds):
    with pytest.raises(InputError, match="= nan"):
        check_range("x", float("nan"), *bounds)


@pytest.mark.parametrize("value", ["0.5", None, True, [0.5], 1j])
def test_check_range_refuses_what_is_no_number(value):
    with pytest.raises(InputError, match="is not a number; give one in m"):
        check_range("thickness", value, 0.0, 1.0, "m")


@pytest.mark.parametrize("value", [np.float64(0.5), np.float32(0.5), np.int64(1), 1])
def test_check_range_takes_numpy_scalars_and_integers(value):
    assert check_range("x", value, 0.0, 1.0) is value


def test_simulation_failed_keeps_its_reason_on_one_line():
    error = SimulationFailed("IDA failed\n  with flag -4\n")
    assert error.reason == "IDA failed with flag -4"
    assert str(error) == error.reason
    assert SimulationFailed("").reason


def test_simulation_failed_travels_between_processes():
    error = pickle.loads(pickle.dumps(SimulationFailed("cut-off before the first step")))
    assert isinstance(error, SimulationFailed)
    assert error.reason == "cut-off before the first step"
