"""Keras networks as nodes of the graph, whatever Keras computes with.

A network is followed operation by operation, and each is converted by the name of its class; in
32 bits, as networks compute. What images, sequences, texts and tables become before it is part
of the graph too.
"""
