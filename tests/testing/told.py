"""What the checks say of a spec."""

from toy_plugins import liars

from lepton_automl.plugin import EstimatorSpec
from lepton_automl.testing import spec_checks


def spec(estimator=liars.Honest, name="liar", **options):
    """Return a spec of an estimator that is odd in one way."""
    return EstimatorSpec(name, estimator, tasks={"regression"}, **options)


def failing(spec, what=""):
    """Return what the checks of a spec complain of, by what is checked."""
    found = {}
    for check in spec_checks([spec]):
        if what not in check.name:
            continue
        try:
            check()
        except Exception as error:
            found[check.name.split("-")[1]] = str(error)
    return found
