"""Frozen values and pure rules: the words of the domain. Standard library only."""
