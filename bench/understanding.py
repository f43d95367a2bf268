"""How well people are understood, on messages that the model has not seen: `python -m bench.understanding`.

Accuracy by language and style, what is confused with what, how honest the probabilities are, and what it costs.
"""

import statistics
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from app.flow.classify import guess, weigh
from app.flow.detect import detect
from app.flow.search import NEAR, SURE, search
from app.language import model as models
from app.settings import HOME, Settings
from app.wiring import build
from tests.understanding.messages import LANGUAGES, languages, read, share, understood

KINDS = ("card", "command", "outside")
BINS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


def memory():
    """Give the resident memory in MB."""
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def accuracy(library):
    """Print the shares by language."""
    head = ("", "cards first", "among three", "commands", "outside refused", "language", "messages")
    print("\n" + "".join(f"{name:>16}" for name in head))
    for code in LANGUAGES:
        by_kind = {kind: [one for one in read(code) if one.kind == kind] for kind in KINDS}
        cells = [share(by_kind["card"], library), share(by_kind["card"], library, 3)]
        cells += [share(by_kind["command"], library), share(by_kind["outside"], library)]
        cells.append(languages(read(code), library))
        print(f"{code:>16}" + "".join(f"{cell:16.1%}" for cell in cells) + f"{len(read(code)):16}")


def styles(library):
    """Print the share of cards found first, by style."""
    found = [one for code in LANGUAGES for one in read(code) if one.kind == "card"]
    names = sorted({one.style for one in found})
    print("\n" + f"{'cards first':>16}" + "".join(f"{name:>10}" for name in names))
    for code in LANGUAGES:
        some = {name: [one for one in found if one.language == code and one.style == name] for name in names}
        cells = [f"{share(some[name], library):10.0%}" if some[name] else f"{'':10}" for name in names]
        print(f"{code:>16}" + "".join(cells))


def confusions(library):
    """Print the ten pairs that are taken for one another most often."""
    wrong = Counter()
    for code in LANGUAGES:
        for one in read(code):
            first = understood(one, library)[0]
            if first != one.label:
                wrong[one.label, first] += 1
    print("\nmeant, and taken for")
    for (meant, taken), times in wrong.most_common(10):
        print(f"{times:4}  {meant} → {taken}")


def honesty(library):
    """Print, by how sure the model was, how many there were and how many of them were right."""
    guesses = []
    for code in LANGUAGES:
        for one in read(code):
            label, chance = guess(weigh(one.text, library.model), library.model.heads["ask"])[0]
            guesses.append((chance, label == one.label))
    print(f"\n{'said':>12}{'messages':>10}{'right':>8}    offered from {NEAR}, answered from {SURE}")
    for low, high in pairwise(BINS):
        some = [right for chance, right in guesses if low <= chance < high]
        if some:
            print(f"{low:5.0%} – {min(high, 1):4.0%}{len(some):10}{sum(some) / len(some):8.0%}")


def costs(library):
    """Print milliseconds a message, and what the model weighs."""
    texts = [one.text for code in LANGUAGES for one in read(code)]
    spent = []
    for text in texts:
        begun = time.perf_counter()
        search(text, library)
        detect(text, library)
        spent.append((time.perf_counter() - begun) * 1000)
    ordered = sorted(spent)
    models._read.cache_clear()  # noqa: SLF001  # what a start costs, not the second time
    before, begun = memory(), time.perf_counter()
    models.read(HOME / "locales" / models.NAME)
    seconds, more = time.perf_counter() - begun, memory() - before
    print(
        f"\nmeaning and language of a message: {statistics.median(ordered):.2f} ms,"
        f" 99 of 100 under {ordered[int(len(ordered) * 0.99)]:.2f} ms; the model: read in {seconds:.2f} s, {more:.0f} MB"
    )


def main():
    """Print all."""
    library = build(Settings(database_url="sqlite:///:memory:", secret_key="bench"), with_database=False).library
    for part in (accuracy, styles, confusions, honesty, costs):
        part(library)


if __name__ == "__main__":
    main()
