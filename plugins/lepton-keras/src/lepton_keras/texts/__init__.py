"""Texts as numbered words, for networks."""
