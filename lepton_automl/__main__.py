"""``python -m lepton_automl``: the command line."""

from lepton_automl.cli import main

if __name__ == "__main__":
    main()
