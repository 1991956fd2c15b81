"""An answer given at a village counts here."""

from __future__ import annotations

from collections.abc import Iterable

from services.oversight.domain.response import Answers, CountResponse
from services.oversight.policies.villages import speaks_for_itself
from shared.contracts import Heard
from shared.contracts.feedback import RESPONSE_RECORDED
from shared.decider import Do


def react(heard: Heard) -> Iterable[Do]:
    if heard.type == RESPONSE_RECORDED:
        speaks_for_itself(heard)
        given = {name: heard.data[name] for name in Answers.__dataclass_fields__}
        yield Do("response", heard.data["response"], CountResponse(Answers(**given), heard.time))
