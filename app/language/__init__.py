"""Words and sound by language: the files under locales/ and audio/."""
