"""The files under content/, read once into an immutable library."""
