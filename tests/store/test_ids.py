"""No id is drawn twice, whatever the clock says after a restart: the highest of every table is asked for (ARCHITECTURE 3b.5)."""

import re

from node.store.database import migrations
from node.store.state import HIGHEST

OTHERWISE = {"cache_bytes"}
"""Whose id is no moment's: there is one row."""


def test_every_table_with_ids_is_asked_for_its_highest():
    script = re.sub(r"--.*", "", "\n".join(migrations().values()))
    made = set(re.findall(r"CREATE TABLE (\w+) \(\s*id\s+BIGINT PRIMARY KEY", script))
    asked = set(re.findall(r"FROM (\w+)", " ".join(HIGHEST)))
    assert made - asked == OTHERWISE
