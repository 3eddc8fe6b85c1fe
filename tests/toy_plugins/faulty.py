"""Estimators that go wrong, each in its own way, to be added as a plugin or one by one."""

from lepton_automl.plugin import Cost, EstimatorSpec, hookimpl


def _faulty(name, **more):
    return EstimatorSpec(
        name=f"faulty_{name}",
        estimator=f"toy_plugins.faults:{name.capitalize()}",
        tasks={"binary", "multiclass", "regression"},
        cost=Cost(base=0.001, rate=0.0),
        **more,
    )


SLEEPS = _faulty("sleeps")
CRASHES = _faulty("crashes")
DEVOURS = _faulty("devours")
RAISES = _faulty("raises")
EXITS = _faulty("exits")
BABBLES = _faulty("babbles")
ALL = (SLEEPS, CRASHES, DEVOURS, RAISES, EXITS, BABBLES)


@hookimpl
def lepton_register_estimators():
    return ALL
