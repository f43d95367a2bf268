"""drom words learn: make the model anew from the example messages."""

from app.language import examples
from app.language import model as models
from app.service import learn as learning
from app.settings import Settings


def learn() -> None:
    """Learn from locales/<lang>/examples what people mean, and say how well. Takes some minutes."""
    locales = Settings().home / "locales"
    read = examples.read_all(locales)
    made = learning.learn(read)
    path = locales / models.NAME
    models.write(path, made, examples.fingerprint(read))
    print(f"{len(read)} messages of {len({one.writer for one in read})} writers; {path.stat().st_size // 1024} KB")
