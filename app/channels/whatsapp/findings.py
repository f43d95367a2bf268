"""What `drom channels check` says of WhatsApp, from what WhatsApp says of our number."""

from collections.abc import Iterator, Mapping

from app.channels import part, word
from app.channels.whatsapp.refusals import number
from app.ports.channel import Finding

# Below is https://developers.facebook.com/documentation/business-messaging/whatsapp
CONNECTED, RED = "CONNECTED", "RED"  # …/business-phone-numbers/phone-numbers
LEVELS = ("phone_number", "whatsapp_business_account", "application")  # …/webhooks/override, the strongest first
BLOCKED = "BLOCKED"  # …/support/health-status
PAYMENT = 141006  # …/support/health-status
UNSEEN = (
    "What cannot be seen from here: the app secret, and whether the app has subscribed to the field messages. "
    "Write to the number from a phone. If no answer comes, and the log says 403, check DROM_WHATSAPP_APP_SECRET; "
    "if the log says nothing, subscribe to messages under WhatsApp > Configuration"
)


def judge_number(about: Mapping[str, object]) -> tuple[Finding, ...]:
    """Judge the number and, since it was told at all, the token."""
    found = [_good(f"WhatsApp takes the token and knows {_named(about)}")]
    status = word(about, "status")
    if status and status != CONNECTED:
        found.append(_bad(f"The number is {status}, not {CONNECTED}: register it in the WhatsApp Manager"))
    if word(about, "quality_rating") == RED:
        found.append(_bad("People have blocked or reported the number (quality RED): WhatsApp may soon restrict it"))
    return tuple(found)


def _named(about: Mapping[str, object]) -> str:
    shown, name = word(about, "display_phone_number"), word(about, "verified_name")
    return f"{shown or 'the number'} as {name!r}" if name else shown or "the number"


def judge_webhook(about: Mapping[str, object], webhook: str) -> tuple[Finding, ...]:
    """Judge where WhatsApp sends messages to, and whether it lets us answer."""
    configured = part(about, "webhook_configuration")
    called = next((word(configured, level) for level in LEVELS if word(configured, level)), "")
    if called == webhook:
        address = _good(f"WhatsApp calls {webhook}")
    else:
        instead = "calls another address" if called else "does not say that it calls any address"
        address = _bad(
            f"WhatsApp {instead}: enter {webhook} and DROM_WHATSAPP_VERIFY_TOKEN under WhatsApp > Configuration"
        )
    return (address, *_hindrances(part(about, "health_status")), _good(UNSEEN))


def _hindrances(health: Mapping[str, object]) -> Iterator[Finding]:
    """Say what WhatsApp itself says is in the way of sending, by its codes: its words are of no use to a volunteer."""
    entities = health.get("entities")
    for entity in entities if isinstance(entities, list) else ():
        errors = entity.get("errors") if isinstance(entity, dict) else None
        codes = [number(word(error, "error_code")) for error in (errors if isinstance(errors, list) else ())]
        told = f"{word(entity, 'entity_type')}: {', '.join(map(str, codes)) or 'no code'}"
        if PAYMENT in codes:
            yield _bad(f"There is no valid way to pay ({told}): add one in the WhatsApp Manager under Payment settings")
        elif word(entity, "can_send_message") == BLOCKED:
            yield _bad(f"WhatsApp sends nothing for us ({told}): see what the WhatsApp Manager says")


def _good(text: str) -> Finding:
    return Finding(good=True, text=text)


def _bad(text: str) -> Finding:
    return Finding(good=False, text=text)
