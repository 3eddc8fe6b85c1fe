"""Sequences: how they are recognised, read, made of one length, and described by numbers."""
