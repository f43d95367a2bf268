"""Speech engines: one file each, found by their `build`."""
