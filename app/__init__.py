"""Drom: how Germany works, said aloud, for the plan that a person has."""
