"""What `benchmarks/tabular.py` is made of: the systems compared, how they are run and judged.

`worker`, `frames`, `dumped` and the modules named like a system run inside that system's own
environment, and import nothing else from here; all others run in the project's.
"""
