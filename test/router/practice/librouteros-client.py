"""An independent client against the practice router: logs in, adds, queries, sets, removes, and reads a refusal."""
import sys

from librouteros import connect
from librouteros.exceptions import TrapError
from librouteros.query import Key

api = connect(username="admin", password="", host="127.0.0.1", port=int(sys.argv[1]))
pools = api.path("ip", "pool")
new = pools.add(name="guests", ranges="10.9.0.10-10.9.0.99")
assert new.startswith("*"), new
name, ranges = Key("name"), Key("ranges")
rows = list(pools.select(name, ranges).where(name == "guests"))
assert rows == [{"name": "guests", "ranges": "10.9.0.10-10.9.0.99"}], rows
pools.update(**{".id": new, "ranges": "10.9.0.10-10.9.0.50"})
assert next(iter(pools.select(ranges).where(name == "guests")))["ranges"] == "10.9.0.10-10.9.0.50"
try:
    pools.add(name="guests", ranges="10.9.1.1-10.9.1.9")
    raise SystemExit("a second pool of the same name was taken")
except TrapError as error:
    assert "exists" in str(error), error
pools.remove(new)
assert list(pools) == []
api.close()
print("ok")
