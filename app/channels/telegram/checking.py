"""What Telegram says of the bot and its webhook, as findings that say what to do."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.channels import word
from app.ports.channel import Finding

# https://core.telegram.org/bots/api#update: the kinds that reading.py reads
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
AGAIN = "call setWebhook again, as step 4 of docs/channels/telegram.md says"
# The vendor has no list of these texts; they are as its server says them, in lower case.
ADVICE = {
    "403": f"the secret that Telegram knows is not DROM_TELEGRAM_SECRET_TOKEN: {AGAIN}",
    "404": "no Drom with these settings answers there: start it again, and see that the proxy passes /webhooks/ on",
    "ssl": "the https certificate is not complete or has run out: renew it",
    "certificate": "the https certificate is not complete or has run out: renew it",
}
OTHER_ADVICE = "see that Drom runs and that the internet reaches it over https, then look into its log"


def findings(bot: Mapping[str, Any], hook: Mapping[str, Any], webhook: str) -> Iterator[Finding]:
    """Judge the results of getMe and getWebhookInfo (https://core.telegram.org/bots/api#webhookinfo)."""
    yield Finding(True, f"the token is right: the bot is @{word(bot, 'username')}")
    url = word(hook, "url")
    if url != webhook:  # the other address is not shown: some write secrets into theirs
        calls = "another address: if no other program uses this bot," if url else "nobody:"
        yield Finding(False, f"Telegram calls {calls} {AGAIN}, with url={webhook}")
        return
    yield Finding(True, f"Telegram calls {webhook}")
    allowed = hook.get("allowed_updates")  # left out where it is the default, which has all of ours
    missing = [kind for kind in UPDATES if kind not in allowed] if isinstance(allowed, list) and allowed else []
    if missing:
        yield Finding(False, f"Telegram keeps {', '.join(missing)} to itself: {AGAIN}, with its allowed_updates")
    else:
        yield Finding(True, "Telegram passes on all that Drom reads")
    yield _trouble(hook)


def _trouble(hook: Mapping[str, Any]) -> Finding:
    """Judge the most recent error. It is shown also when all is well again; what fails waits to be sent once more."""
    waiting, error = word(hook, "pending_update_count") or "0", word(hook, "last_error_message")
    if not error:
        return Finding(True, f"no call has failed; waiting: {waiting}")
    said = f"on {_when(hook.get('last_error_date'))} a call failed ({error})"
    if waiting == "0":
        return Finding(True, f"{said}, but nothing waits: that is over")
    advice = next((advice for sign, advice in ADVICE.items() if sign in error.lower()), OTHER_ADVICE)
    return Finding(False, f"{said}; waiting: {waiting}; {advice}")


def _when(date: object) -> str:
    if type(date) is not int or not 0 < date < 1 << 32:
        return "an unknown day"
    return datetime.fromtimestamp(date, UTC).strftime("%Y-%m-%d %H:%M UTC")
