"""Jobs are small, hashable, and seed their fits."""

import pickle

from lepton_automl.candidate import Candidate
from lepton_automl.run import Job
from lepton_automl.run.plan import REFIT

A, B = Candidate.of("a", {"x": 1}), Candidate.of("a", {"x": 2})


def test_a_seed_depends_on_run_candidate_and_fold_alone():
    seed = Job("/one", "s", A, 0).seed(7)
    assert seed == Job("/another", "t", A, 0, seconds=3.0).seed(7)
    others = [Job("/one", "s", A, 1).seed(7), Job("/one", "s", B, 0).seed(7)]
    assert len({seed, *others, Job("/one", "s", A, 0).seed(8)}) == 4


def test_a_seed_is_one_that_numpy_takes():
    seeds = [Job("", "", A, index).seed(0) for index in range(200)]
    assert all(0 <= seed < 2**31 for seed in seeds)


def test_a_job_names_its_fit():
    assert Job("/one", "s", A, 0).name == f"{A.key}/fold_1"
    assert Job("/one", "s", A, REFIT).name == f"{A.key}/refit"


def test_a_job_travels():
    job = Job("/one", "s", A, 3, 1.5)
    assert pickle.loads(pickle.dumps(job)) == job
