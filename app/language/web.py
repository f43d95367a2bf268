"""Web and mail addresses, said so that somebody can type them while listening."""

import re

from app.language.tables import Tables

ENDINGS = "de|eu|org|com|net|info|ro|bg|tr|gov|edu|nrw|ruhr|koeln|berlin|app|chat|io|me"
ADDRESS = re.compile(
    rf"(?<![\w@])(?:https?://)?(?:[\w.+-]+@)?(?:[\w-]+\.)+(?:{ENDINGS})(?![\w-])(?:/[\w\-./?=&%#+]*[\w/])?",
    re.IGNORECASE,
)
HOME = {"ro": "ro", "bg": "bg", "tr": "tr"}


def address(written: str, tables: Tables) -> list[tuple[str, str]]:
    """Part an address into words: (text, language), the language empty where it is the speaker's own.

    Names in it are mostly German and read by the German voice; "https://" is not said, since nobody types it.
    """
    bare = re.sub(r"^https?://", "", written, flags=re.IGNORECASE).rstrip("/")
    host = bare.split("/")[0]
    ending = host.rsplit(".", 1)[-1].lower()
    own = tables.code == "de" or HOME.get(ending) == tables.code
    said: list[tuple[str, str]] = []
    for part in re.findall(r"[^\W\d_]+|\d+|[\W_]", bare):
        if part.isdigit():
            said.append((" ".join(tables.digits[digit] for digit in part), ""))
        elif part.lower() == ending and said and said[-1][0].strip() == tables.web["."]:
            said.append((tables.web_endings.get(ending) or tables.spell(ending), ""))
        elif part.lower() == "www" or (part.isupper() and len(part) > 1):
            said.append((tables.spell(part), ""))
        elif part.isalpha():
            said.append((part, "" if own and not tables.latin else "de"))
        else:
            said.append((f" {tables.web.get(part, part)} ", ""))
    return said
