"""What is measured for whoever runs it: numbers without people, as Prometheus text."""

from prometheus_client import CollectorRegistry, Counter, Gauge

REGISTRY = CollectorRegistry()
RECEIVED = Counter("drom_received", "Messages and other events that channels delivered", ["channel"], registry=REGISTRY)
HURRIED = Counter(
    "drom_hurried", "Messages of people who write more than twenty in a minute", ["channel"], registry=REGISTRY
)
PARKED = Gauge(
    "drom_outbox_parked", "Replies that were set aside: see drom deliver --parked", ["channel"], registry=REGISTRY
)
WAITING = Gauge("drom_outbox_waiting", "Replies that wait to be delivered", ["channel"], registry=REGISTRY)
CLIPS = Gauge("drom_clips_version", "How often sound was added since the start", registry=REGISTRY)
EVENTS = Gauge(
    "drom_events_today", "What happened today, by event and language", ["event", "language"], registry=REGISTRY
)
