"""A village and oversight in one process, on real files, that hear each other."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from pilot.people import TOWNSHIP_PEOPLE
from pilot.provision import provision
from services.feedback import composition as feedback
from services.oversight import composition as oversight
from services.oversight.casework import clock as ticking
from shared.clock import ManualClock
from shared.config import SHIPPED_DATA, Config
from shared.district import load_district
from shared.operations.backup import backup_to


@dataclass
class Pair:
    """``village`` is Yangshe's service, ``oversight`` oversight's; everything lies in ``folder``."""

    folder: Path
    clock: ManualClock
    village: feedback.Service
    oversight: oversight.Service

    def talk(self):
        """Each hears all that the other has told, and oversight's clock comes by."""
        for _ in range(4):
            for teller, listener in ((self.village, self.oversight), (self.oversight, self.village)):
                source = teller.application.outbox.source
                with teller.application.database.read() as tx:
                    page = teller.application.outbox.page(tx, listener.node.inbox.position(source))
                listener.node.inbox.receive(page.encode(), asked_after=page.after)
            while ticking.tick(self.oversight):
                pass

    def back_up(self, name):
        """What an operator does daily: a backup of each node, and the keys apart."""
        for service, node in ((self.village, "yangshe"), (self.oversight, "oversight")):
            backup_to(service.application, self.folder / f"{node}-{name}.gz")
        self.oversight.keys.copy_to(self.folder / f"keys-{name}.db")


@pytest.fixture
def pair(tmp_path, clock):
    folder = tmp_path / "district"
    places = {
        place.name: place
        for place in provision(folder, load_district(SHIPPED_DATA), lambda name: f"http://{name}.test", ["yangshe"])
    }
    rows = [
        {"name": one.name, "display": one.display, "role": one.role, "office": one.office} for one in TOWNSHIP_PEOPLE
    ]
    places["oversight"].accounts.write_text(json.dumps({"accounts": rows}))
    made = Pair(
        folder,
        clock,
        feedback.compose(_config(places["yangshe"], clock)),
        oversight.compose(_config(places["oversight"], clock)),
    )
    yield made
    for service in (made.village, made.oversight):
        service.application.database.close()
    made.oversight.keys.close()
    shutil.rmtree(folder)


def _config(place, clock):
    return Config(
        service=place.service,
        village=place.village.id if place.village else None,
        database=f"sqlite:///{place.folder / 'sunshine.db'}",
        keys_database=f"sqlite:///{place.folder / 'keys.db'}",
        bus="redis://localhost:1",
        secrets=place.secrets,
        peers=place.peers,
        accounts=place.accounts,
        data=SHIPPED_DATA,
        url=f"http://{place.name}.test",
        state=place.folder,
        clock=clock,
        push=False,
        log_level="error",
        log_format="json",
        demo_clock=False,
    )
