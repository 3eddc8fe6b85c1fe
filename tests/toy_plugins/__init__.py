"""Plugins and estimators for tests, importable by workers."""
