"""What boards owe and post is noted here, for the evaluation of the villages."""

from __future__ import annotations

from collections.abc import Iterable

from services.oversight.domain.posting import ExpectPosting, RecordPosting, ReleasePosting
from services.oversight.policies.villages import speaks_for_itself
from shared.contracts import Heard
from shared.contracts.disclosure import PUBLICATION_PUBLISHED, PUBLICATION_WITHDRAWN
from shared.contracts.feedback import PUBLICATION_POSTED
from shared.decider import Do
from shared.errors import Forbidden


def react(heard: Heard) -> Iterable[Do]:
    """Raises Forbidden where a village says what only disclosure or another village may say."""
    said = heard.data
    if heard.type in (PUBLICATION_PUBLISHED, PUBLICATION_WITHDRAWN) and heard.source != "/disclosure":
        raise Forbidden(
            "not-disclosure", f"{heard.source} 不能代政务公开发布。", f"{heard.source} may not publish for disclosure."
        )
    if heard.type == PUBLICATION_PUBLISHED:
        for village in said["villages"]:
            expected = ExpectPosting(
                said["publication"], village, said["version"], said["title"], said["posting_due_on"], heard.time
            )
            yield _of_board(said["publication"], village, expected)
    elif heard.type == PUBLICATION_WITHDRAWN:
        for village in said["villages"]:
            released = ReleasePosting(said["publication"], village, said["withdrawn_on"], heard.time)
            yield _of_board(said["publication"], village, released)
    elif heard.type == PUBLICATION_POSTED:
        speaks_for_itself(heard)
        made = RecordPosting(said["publication"], said["village"], said["version"], said["posted_on"], heard.time)
        yield _of_board(said["publication"], said["village"], made)


def _of_board(publication: str, village: str, command: ExpectPosting | RecordPosting | ReleasePosting) -> Do:
    return Do("posting", f"{publication}.{village}", command)
