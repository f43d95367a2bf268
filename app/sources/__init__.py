"""Other people's public lists, read and never written; each is a file. A person decides what is taken over."""
