"""Drives the API with losant-rest for Python, unchanged but for the base URL.

Reads {"url", "application", "manager", "reader"} as JSON from standard input, prints what came of each call as JSON.
"""

import json
import sys

from losant_rest import Client
from losant_rest.losant_error import LosantError

asked = json.load(sys.stdin)
application = asked["application"]


def failure(call, **params):
    try:
        call(**params)
    except LosantError as error:
        return [error.status, error.data["type"]]
    return "it did not fail"


api = Client(asked["manager"], asked["url"])
made = api.application_api_tokens.post(
    applicationId=application,
    apiToken={"name": "From Python", "description": "By a client", "scope": ["devices.get"], "status": "active"},
)
one = {"applicationId": application, "apiTokenId": made["apiTokenId"]}
listed = api.application_api_tokens.get(
    applicationId=application, sortField="name", sortDirection="asc", page="0", perPage="10", filterField="name", filter="*Python"
)
got = api.application_api_token.get(**one)
patched = api.application_api_token.patch(**one, apiToken={"name": "Renamed", "status": "inactive"})
deleted = api.application_api_token.delete(**one)
learnt = {
    "made": made,
    "listed": {"count": listed["count"], "totalCount": listed["totalCount"], "name": listed["items"][0]["name"]},
    "got": got["description"],
    "patched": [patched["name"], patched["status"]],
    "deleted": deleted,
    "gone": failure(api.application_api_token.get, **one),
    "refused": failure(
        Client(asked["reader"], asked["url"]).application_api_tokens.post, applicationId=application, apiToken={"name": "No"}
    ),
    "faulty": failure(api.application_api_tokens.post, applicationId=application, apiToken={"name": 7}),
}
json.dump(learnt, sys.stdout)
