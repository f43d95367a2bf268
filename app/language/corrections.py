"""Take a speaker's sentence back into the PO files: values become placeholders again, and little else changes."""

import os
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import polib

from app.domain.text import PLACEHOLDER, Text
from app.language.words import Words

WIDTHS = (110, 78, 76, 0)  # ours, then those of Poedit, gettext and Weblate; 0 does not wrap
Pair = tuple[str, str]  # a placeholder as it stands in the PO file, and the value that a reader sees


class Refused(Exception):
    """A correction cannot be taken; the message says what to do."""


def pairs(words: Words, text: Text, language: str) -> tuple[Pair, ...]:
    """Name what a speaker sees in place of braces: by the translation, or by the German where there is none."""
    template = words.template(text, language) or text.source
    found = dict.fromkeys(
        (match.group(), match.group(1), match.group(2) or "") for match in PLACEHOLDER.finditer(template)
    )
    return tuple((raw, plain(words.value(name, language, form))) for raw, name, form in found)


def plain(said: str) -> str:
    """Write a sentence as typed by hand: one kind of space, and accents within their letters."""
    return " ".join(unicodedata.normalize("NFC", said).split())


def restored(said: str, wanted: Sequence[Pair]) -> str:
    """Put the placeholders back where their values stand; braces are taken as well. Raises Refused."""
    by_value: dict[str, list[str]] = defaultdict(list)
    for raw, value in wanted:
        by_value[value].append(raw)
    longest_first = sorted(by_value, key=len, reverse=True)
    # A value stands alone: 15 is not in 150, 1.15 or 15,5. Braces come first, so that no value is found inside them.
    values = "|".join(rf"(?<!\w)(?<!\d[.,]){re.escape(value)}(?!\w)(?![.,]\d)" for value in longest_first)

    def put_back(match: re.Match[str]) -> str:
        found = match.group()
        if found.startswith("{"):
            return found
        if len(by_value[found]) > 1:
            raise Refused(f'write {" and ".join(by_value[found])} in braces: both read "{found}"')
        return by_value[found][0]

    template = re.sub(f"{PLACEHOLDER.pattern}|{values}" if values else PLACEHOLDER, put_back, plain(said))
    _complain(template, wanted)
    return template


def _complain(template: str, wanted: Sequence[Pair]) -> None:
    """Refuse a sentence that lost a placeholder, or has one or a brace that does not belong there."""
    there = {match.group() for match in PLACEHOLDER.finditer(template)}
    if lost := [f'"{value}" ({raw})' for raw, value in wanted if raw not in there]:
        raise Refused(f"keep {', '.join(lost)} in it as it was, standing alone; or write the braces there")
    if added := sorted(there - {raw for raw, _ in wanted}):
        raise Refused(f"take out {', '.join(added)}: the sentence had no such value")
    if re.search(r"[{}]", PLACEHOLDER.sub("", template)):
        raise Refused("take out the brace: braces are for values only")


def corrected(path: Path, said: Mapping[Text, str]) -> str:
    """Give the PO file with these translations in it, wrapped as it was. Raises Refused for a text not in it."""
    before = path.read_text(encoding="utf-8")
    file = polib.pofile(before)
    for file.wrapwidth in WIDTHS:
        if str(file).strip() == before.strip():
            break
    else:
        file.wrapwidth = WIDTHS[0]
    for text, template in said.items():
        entry = file.find(text.source, msgctxt=text.context)
        if entry is None:
            raise Refused("run `drom words update` first: the PO file does not know this German text yet")
        entry.msgstr = template
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
        entry.previous_msgid = None
    return str(file).rstrip("\n") + before[len(before.rstrip("\n")) :]


def replace(files: Mapping[Path, str]) -> None:
    """Write files so that none is ever half there: all are written aside, then each takes its place in one step."""
    drafts: dict[Path, Path] = {}
    try:
        for path, text in files.items():
            handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
            drafts[path] = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as draft:
                draft.write(text)
            drafts[path].chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        for path, draft_path in drafts.items():
            draft_path.replace(path)
    finally:
        for left in drafts.values():
            left.unlink(missing_ok=True)
