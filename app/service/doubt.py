"""Say that something is wrong: a message made ready for a counsellor to send. Nothing is stored here."""

from dataclasses import dataclass

from app.domain.place import Partner
from app.service import catalogue
from app.service.counsel import Beside, Counsel
from app.service.parts import Parts


@dataclass(frozen=True, slots=True)
class Letter:
    """A message ready to be sent. `to` is empty where nobody has left an address."""

    to: str
    subject: str
    body: str


def letter(
    parts: Parts, shown: Counsel, language: str, ours: str, partner: Partner | None, step: Beside | None = None
) -> Letter:
    """Write to the partner, else to whoever runs the service: which words, which facts, as they were on which day.

    Without a step it is about the whole card. Nothing of the client stands in it but her language.
    """
    steps = (step,) if step else shown.steps
    where = f"{shown.told.card.topic}/{shown.told.card.id}" + (f"#{step.step.id}" if step else "")
    facts = dict.fromkeys(stated.fact.id for one in steps for stated in one.facts)
    lines = [
        catalogue.phrase(parts, "counsel.wrong-text", ours).text,
        "",
        "",
        "--",
        where,
        *([f"{language}: {step.client.text}", f"{ours}: {step.ours}"] if step and step.client else []),
        f"facts: {', '.join(facts) or '-'}",
        f"version: {language} {shown.version}, {shown.today.isoformat()}",
    ]
    to = (partner and partner.mail) or parts.operator.mail
    wrong = catalogue.phrase(parts, "counsel.wrong", ours).text
    return Letter(to, f"Drom: {wrong}: {where} ({language})", "\n".join(lines))
