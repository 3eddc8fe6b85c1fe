"""The kinds that are offered, by reference."""

from __future__ import annotations

from lepton_automl.plugin import KindSpec

_IMAGES, _SEQUENCES = "lepton_keras.images.kind", "lepton_keras.sequences.kind"

KINDS = (
    KindSpec(
        name="image",
        form="array",
        recognise=f"{_IMAGES}:recognise",
        read=f"{_IMAGES}:read",
        becomes={"image": f"{_IMAGES}:to_image", "number": f"{_IMAGES}:to_number"},
        space=f"{_IMAGES}:space",
    ),
    KindSpec(
        name="image_column",
        form="column",
        recognise=f"{_IMAGES}:recognise_column",
        read=f"{_IMAGES}:read_column",
        becomes={
            "image_column": f"{_IMAGES}:column_to_column",
            "image": f"{_IMAGES}:column_to_image",
            "number": f"{_IMAGES}:column_to_number",
        },
        space=f"{_IMAGES}:space",
    ),
    KindSpec(
        name="sequence",
        form="array",
        recognise=f"{_SEQUENCES}:recognise",
        read=f"{_SEQUENCES}:read",
        becomes={"sequence": f"{_SEQUENCES}:to_sequence", "number": f"{_SEQUENCES}:to_number"},
        space=f"{_SEQUENCES}:space",
    ),
)
