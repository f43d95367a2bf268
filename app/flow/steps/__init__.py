"""One question a file: `ask` puts it, `hear` takes the answer. STEPS and HEARS in the engine find them by these names."""
