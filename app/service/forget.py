"""Forget one person because somebody asks for it: her channel and her address as a human hand writes them."""

from app.ports import discover
from app.service.converse import person_key
from app.service.parts import Parts
from app.service.stats import CHANNEL
from app.store import forget as forgetting
from app.store.forget import Forgotten


def forget(parts: Parts, channel: str, written: str) -> Forgotten:
    """Forget at once; give what was there. Raises ValueError for a channel or an address that cannot be."""
    name = channel.strip().casefold()
    known = (CHANNEL, *discover.modules("app.channels"))
    if name not in known:
        raise ValueError(f'there is no channel "{channel}"; there are: {", ".join(known)}')
    # A channel that people's telephone numbers name says how it reads them; everywhere else an address is exact.
    reader = discover.modules("app.channels", "read_address").get(name)
    address = reader.read_address(written) if reader else written.strip()
    key = person_key(parts, name, address)
    return parts.database.run(lambda tx: forgetting.forget(tx, key))
