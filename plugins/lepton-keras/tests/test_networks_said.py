"""What libraries say to the standard error is kept back, unless it matters."""

from __future__ import annotations

import os

from lepton_keras.networks.said import hushed


def test_only_what_matters_is_passed_on(capfd):
    with hushed():
        os.write(2, b"I0000 00:00:1.5 1 port.cc:153] oneDNN custom operations are on.\n")
        os.write(2, b"E0000 00:00:1.5 1 cuda.cc:1] no device\n")
        assert capfd.readouterr().err == ""

    assert capfd.readouterr().err == "E0000 00:00:1.5 1 cuda.cc:1] no device\n"
