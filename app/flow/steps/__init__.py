"""One question a file: `ask` puts it, `hear` takes the answer; the engine finds them by NAMES and HEARS."""
