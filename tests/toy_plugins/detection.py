"""A plugin whose y has a structure: one box in each small picture."""

from lepton_automl.plugin import (
    Cost,
    EstimatorSpec,
    Float,
    Int,
    KindSpec,
    MetricSpec,
    TaskSpec,
    hookimpl,
)

BOXES = "toy_plugins.boxes"


@hookimpl
def lepton_register_kinds():
    return [
        KindSpec(
            name="picture",
            form="array",
            recognise=f"{BOXES}:looks_like_pictures",
            read=f"{BOXES}:read_pictures",
            becomes={"number": f"{BOXES}:to_number"},
        )
    ]


@hookimpl
def lepton_register_tasks():
    return [
        TaskSpec(
            name="detection_toy",
            recognise=f"{BOXES}:looks_like_boxes",
            target=f"{BOXES}:check_boxes",
            metrics=("mean_overlap",),
            baseline=f"{BOXES}:AlwaysTheMeanBox",
            combine="best",
            prediction="object",
        )
    ]


@hookimpl
def lepton_register_metrics():
    return [
        MetricSpec("mean_overlap", f"{BOXES}:mean_overlap", {"detection_toy"}, weighted=True)
    ]


@hookimpl
def lepton_register_estimators():
    return [
        EstimatorSpec(
            name="bright_box",
            estimator=f"{BOXES}:BrightBox",
            tasks={"detection_toy"},
            accepts={"picture"},
            space={"share": Float(0.02, 0.5), "border": Int(0, 2)},
            opening=({"share": 0.15}, {"share": 0.3, "border": 1}),
            cost=Cost(base=0.001, rate=1e-8),
        )
    ]
