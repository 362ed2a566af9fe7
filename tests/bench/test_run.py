import sys
import textwrap
from pathlib import Path

import msgspec
import numpy as np
import pytest

from assay.bench import load_suite, run_suite
from assay.bench.child import Child, MeasurementError, Request
from assay.bench.clock import cpu_seconds, extra_memory, proc_bytes, timed
from assay.bench.measure import quality
from assay.bench.outcome import Results
from assay.bench.suite import Contender, Suite
from assay.bench.work import hidden, prepare
from assay.errors import AssayError, DataError, SettingError

QUALITY = """
name: flags
data: {loader: world, settings: {items: 400, classes: 3}}
ours: [{name: us, method: confident-learning}, {name: posterior, method: label-posterior}]
peers:
  - {name: nobody, call: cleanlab, package: a-package-nobody-has}
  - {name: cleanlab, call: cleanlab-issues, package: cleanlab}
metrics: [f1, same-flags]
seeds: 2
goals: [{contender: us, metric: f1, least: 2}]
"""
TIMED = """
name: timed
data: {loader: world, settings: {items: 3000}}
ours: [{name: us, method: confident-learning, without: [numba]}]
peers: [{name: cleanlab, call: cleanlab-issues, package: cleanlab}]
metrics: [same-flags]
rounds: 2
memory: true
"""


def test_ours_and_the_peer_run_on_every_seed(write):
    pytest.importorskip("cleanlab")
    steps = []
    results = run_suite(write(QUALITY), progress=steps.append)
    (row,) = results.rows
    us, _, nobody, cleanlab = row.contenders
    assert steps == ["flags, seed 0", "flags, seed 1"]
    assert len(us.measured["f1"]) == 2
    assert us.measured["same-flags"] == [1.0, 1.0]
    assert us.measured["f1"] == cleanlab.measured["f1"]
    assert nobody.skipped == "a-package-nobody-has not installed"
    assert nobody.measured == {}
    assert cleanlab.version
    assert results.missed == [f"flags: f1 of us is {np.mean(us.measured['f1']):.4g}"]


def test_runs_are_the_same_and_json_can_be_read_back(write):
    first, second = run_suite(write(QUALITY)), run_suite(write(QUALITY))
    assert first.to_json() == second.to_json()
    assert msgspec.json.decode(first.to_json(), type=Results) == first
    assert len(run_suite(write(QUALITY), seeds=1).rows[0].contenders[0].measured["f1"]) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's high-water mark")
def test_times_and_memory_are_ratios_to_the_peer(write):
    pytest.importorskip("cleanlab")
    us, cleanlab = run_suite(write(TIMED)).rows[0].contenders
    assert len(us.measured["seconds"]) == len(cleanlab.measured["cpu"]) == 2
    for mine, theirs, ratio in zip(
        us.measured["seconds"], cleanlab.measured["seconds"], us.measured["seconds-ratio"],
        strict=True,
    ):  # fmt: skip
        assert ratio == pytest.approx(mine / theirs)
    assert "seconds-ratio" not in cleanlab.measured
    assert us.measured["memory-share"][0] == us.measured["memory"][0] / (3000 * 10 * 4)


def test_the_first_row_of_the_detectors_end_to_end():
    results = run_suite("detectors", only=["digits, symmetric 0.05"], seeds=1)
    (row,) = results.rows
    told = {one.contender: one for one in row.contenders if not one.skipped}
    assert {"label posterior", "neighbour disagreement"} <= set(told)
    assert all(one.middle("average-precision") > 0.9 for one in told.values())


def test_rows_that_need_real_sets_are_skipped_with_a_word(monkeypatch, stored):
    monkeypatch.delenv("ASSAY_DATA", raising=False)
    (row,) = run_suite("truth", only=["crowd, rte"]).rows
    assert row.skipped == "needs the folder of real data sets"
    monkeypatch.setenv("ASSAY_DATA", str(stored))
    (row,) = run_suite("truth", only=["crowd, rte"]).rows
    assert row.skipped == "needs the data set 'rte'"


def test_real_sets_are_read(write, stored):
    row = """
name: votes
data: {loader: stored-votes, settings: {name: tiny}}
ours: [{name: majority, method: majority-vote}]
metrics: [accuracy]
"""
    results = run_suite(write(row), data_root=stored)
    assert results.rows[0].contenders[0].measured == {"accuracy": [0.75]}


def test_wrong_words_are_said(write, tmp_path):
    with pytest.raises(DataError, match="There are: flags"):
        run_suite(write(QUALITY), only=["nothing like it"])
    with pytest.raises(SettingError, match="seeds"):
        run_suite(write(QUALITY), seeds=0)
    with pytest.raises(DataError, match=r"INDEX\.json"):
        run_suite(write(QUALITY), data_root=tmp_path)


def test_a_peer_that_breaks_is_told_and_ours_is_raised(write):
    pytest.importorskip("cleanlab")
    broken = QUALITY.replace("package: cleanlab}", "package: cleanlab, settings: {filter_by: no}}")
    told = run_suite(write(broken), seeds=1).rows[0].contenders
    assert "Error" in told[-1].skipped
    assert "same-flags" not in told[0].measured
    ours = QUALITY.replace(
        "method: label-posterior", "method: confident-learning, settings: {prune: no}"
    )
    with pytest.raises(AssayError, match="one of"):
        run_suite(write(ours))


def test_a_peer_that_can_not_be_made_ready_is_told_too(write):
    broken = QUALITY.replace("package: cleanlab}", "package: numpy, settings: {odd: 1}}")
    told = run_suite(write(broken), seeds=1).rows[0].contenders
    assert told[-1].skipped.startswith("TypeError")


def test_timed_rows_without_their_data_are_skipped_too(write, stored):
    row = TIMED.replace("loader: world", "loader: stored-votes").replace(
        "items: 3000", "name: huge"
    )
    assert run_suite(write(row), data_root=stored).rows[0].skipped == "needs the data set 'huge'"


def test_a_child_that_fails_says_why_and_the_other_rows_are_kept(write):
    broken = TIMED.replace("items: 3000", "items: 3000, kind: flat")
    path = write(broken)
    both = [
        *load_suite(path).rows,
        *load_suite(write(QUALITY.replace("least: 2", "least: 0"))).rows,
    ]
    text = msgspec.json.encode(Suite("two", "Rows.", both)).decode()
    Path(path).write_text(text)  # JSON is YAML
    results = run_suite(path, seeds=1)
    assert "learnt-noise" in results.rows[0].skipped
    assert results.missed == [f"timed: {results.rows[0].skipped}"]
    assert results.rows[1].contenders[0].measured["f1"]


def test_a_child_measures_one_after_another_and_is_started_anew_where_it_ended(write):
    good = load_suite(write(QUALITY)).rows[0]
    broken = msgspec.structs.replace(
        good, name="broken", data=msgspec.structs.replace(good.data, settings={"kind": "flat"})
    )
    with Child() as child:
        first = child.ask(Request(good, seed=0))
        again = child.ask(Request(good, seed=0))
        with pytest.raises(MeasurementError, match="learnt-noise"):
            child.ask(Request(broken, seed=0))
        after = child.ask(Request(good, seed=0))
        child._line.process.kill()  # by the system, for want of memory
        child._line.process.wait()
        anew = child.ask(Request(good, seed=0))
        child._line.process.kill()
    assert first.told == again.told == after.told == anew.told == quality(good, 0, None)


def test_modules_can_be_hidden_and_come_back():
    import numba

    with hidden(["numba", "not_there_at_all"]), pytest.raises(ImportError):
        import numba as again  # noqa: F401
    assert sys.modules["numba"] is numba
    assert "not_there_at_all" not in sys.modules


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's high-water mark")
def test_memory_is_the_peak_and_not_what_stays():
    def call():
        for _ in range(3):
            np.ones(8_000_000)  # too large to be held back from the system by the allocator

    assert 63e6 < extra_memory(call) < 90e6
    assert proc_bytes("NoSuchLine") != proc_bytes("NoSuchLine")


def test_seconds_of_the_processor_do_not_count_sleep():
    import time

    wall, cpu = timed(lambda: time.sleep(0.05))
    assert wall >= 0.05
    assert cpu < 0.04
    assert cpu_seconds() > 0


def test_work_that_times_itself_is_believed():
    from assay.bench.measure import seconds

    words = ["-c", "print(12.5)"]
    work = prepare(Contender("p", call="python", settings={"words": words}), {})
    assert seconds(work)[0] == 12.5


def test_the_five_ways_to_prune_are_cleanlabs():
    issues = pytest.importorskip("cleanlab.filter").find_label_issues
    from assay.bench.data import world

    given = world(0, items=2000, classes=5, signal=1.5).given
    pairs = {
        "by-class": "prune_by_class", "by-noise-rate": "prune_by_noise_rate", "both": "both",
        "off-diagonal": "confident_learning", "not-best": "predicted_neq_given",
    }  # fmt: skip
    for rule, theirs in pairs.items():
        work = prepare(
            Contender("us", method="confident-learning", settings={"prune": rule}), given
        )
        wanted = issues(given["labels"], given["predictions"], filter_by=theirs, n_jobs=1)
        np.testing.assert_array_equal(work.call().flagged, wanted)
        assert wanted.any()


def test_crowd_kit_gives_a_posterior_of_every_item():
    pytest.importorskip("crowdkit")
    code = """
        import warnings
        warnings.simplefilter("ignore")
        import numpy as np
        from assay.bench.peers import crowd_kit
        from assay.evidence import Evidence
        votes = Evidence.votes([0, 0, 2, 2, 2], list("xyxyz"), list("abaab"), n_items=4)
        work = crowd_kit({"evidence": votes}, "MajorityVote")
        told = work.read(work.call()).proba
        np.testing.assert_allclose(told[[0, 1, 3]], 0.5)
        np.testing.assert_allclose(told[2], [2 / 3, 1 / 3])
    """
    import subprocess

    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True)
