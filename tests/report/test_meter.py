import subprocess
import sys

import pytest

from lepton_automl.report import meter
from lepton_automl.report.meter import WATTS, Meter, Usage


def counters(folder, joules, most=1000.0, name="intel-rapl:0"):
    place = folder / name
    place.mkdir(exist_ok=True)
    (place / "energy_uj").write_text(f"{round(joules * 1e6)}\n")
    (place / "max_energy_range_uj").write_text(f"{round(most * 1e6)}\n")


@pytest.fixture
def powercap(tmp_path, monkeypatch):
    monkeypatch.setattr(meter, "POWERCAP", tmp_path)
    return tmp_path


def test_without_counters_the_energy_is_estimated_from_processor_time(powercap):
    usage = Meter().stop()
    assert not usage.measured
    assert usage.watt_hours == pytest.approx(usage.cpu_seconds * WATTS / 3600)


def test_counters_of_all_processors_are_added_up(powercap):
    counters(powercap, 10.0)
    counters(powercap, 20.0, name="intel-rapl:1")
    counters(powercap, 5.0, name="intel-rapl:1:0")  # a part of the one above
    running = Meter()
    counters(powercap, 16.0)
    counters(powercap, 20.5, name="intel-rapl:1")
    usage = running.stop()
    assert usage.measured
    assert usage.joules == pytest.approx(6.5)
    assert usage.watt_hours == pytest.approx(6.5 / 3600)


def test_a_counter_that_went_round_once_is_understood(powercap):
    counters(powercap, 999.0)
    running = Meter()
    counters(powercap, 2.0)
    assert running.stop().joules == pytest.approx(3.0)


def test_a_counter_that_may_have_gone_round_twice_measures_nothing():
    before, after = {"a": (1.0, 1000.0)}, {"a": (2.0, 1000.0)}
    assert meter._joules(before, after, seconds=2.0) == pytest.approx(1.0)
    assert meter._joules(before, after, seconds=3600.0) is None


def test_counters_that_cannot_be_read_are_none(powercap):
    (powercap / "intel-rapl:0").mkdir()
    assert Meter().stop().joules is None


def test_processes_that_it_started_count(powercap):
    running = Meter()
    work = "import time\nwhile time.process_time() < 0.4: sum(range(1000))"
    subprocess.run([sys.executable, "-c", work], check=True)
    assert running.stop().cpu_seconds >= 0.35


def test_usage_says_whether_it_was_measured():
    assert Usage(1.0, 300.0).watt_hours == pytest.approx(1.0)
    assert Usage(1.0, 300.0, joules=7200.0).watt_hours == pytest.approx(2.0)
