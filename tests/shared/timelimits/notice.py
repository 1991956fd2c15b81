"""The data folder as it is after the notice for 2027 has come: an invented one, for the real one is not out."""

import shutil
from pathlib import Path

from shared.config import SHIPPED_DATA

INVENTED = Path(__file__).with_name("invented_notice_2027.toml")


def data_with_the_notice(folder: Path) -> Path:
    """The shipped data files copied into ``folder``/data, with a second version of 2027, as an operator adds it."""
    data = folder / "data"
    shutil.copytree(SHIPPED_DATA, data)
    year = data / "calendar" / "2027.toml"
    year.write_text(f"{year.read_text()}\n{INVENTED.read_text()}")
    return data
