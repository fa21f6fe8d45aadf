"""Reads back, with a client that Rscope's authors did not write, what a deploy left: routes, NAT rules, interface lists."""
import json
import sys

from librouteros import connect

api = connect(username="admin", password="", host="127.0.0.1", port=int(sys.argv[1]))
print(
    json.dumps(
        {
            "routes": list(api.path("ip", "route")),
            "nat": list(api.path("ip", "firewall", "nat")),
            "lists": list(api.path("interface", "list")),
        }
    )
)
api.close()
