"""The photographs of an inspection: bare of what a telephone wrote into them, and encrypted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from services.oversight.attachments import Sealed
from shared.privacy.photographs import bare
from shared.privacy.subject_keys import SubjectKeys


def seal(keys: SubjectKeys, inspection: str, sent: Sequence[bytes]) -> list[Sealed]:
    """Bare and encrypted, each under the SHA-256 of what is kept; the same picture twice is one. Raises Invalid."""
    taken = {hashlib.sha256(photograph.content).hexdigest(): photograph for photograph in map(bare, sent)}
    return [
        Sealed(id, one.kind.media_type, len(one.content), keys.encrypt_bytes(inspection, one.content))
        for id, one in taken.items()  # noqa: A001 - as it is called there
    ]
