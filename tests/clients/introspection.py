"""Asks Latchkey about tokens with Authlib: as a client whose secret is a token, and as an API that protects itself.

Reads {"endpoint", "asker", "tokens"} as JSON from standard input, prints what was learnt of each token as JSON.
"""

import json
import sys

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc6749 import OAuth2Request
from authlib.oauth2.rfc7662 import IntrospectTokenValidator

asked = json.load(sys.stdin)


class Validator(IntrospectTokenValidator):
    """What an API built on Authlib has to write: how to ask."""

    def introspect_token(self, token_string):
        data = {"token": token_string, "token_type_hint": "access_token"}
        answer = requests.post(asked["endpoint"], data=data, auth=("api", asked["asker"]), timeout=10)
        answer.raise_for_status()
        return answer.json()


def as_client(token):
    session = OAuth2Session("my api", asked["asker"], token_endpoint_auth_method="client_secret_basic")
    answer = session.introspect_token(asked["endpoint"], token=token, token_type_hint="access_token", timeout=10)
    answer.raise_for_status()
    return answer.json()


def as_api(token, scopes):
    validator = Validator()
    known = validator.authenticate_token(token)
    try:
        validator.validate_token(known, scopes, OAuth2Request("GET", "https://api.example/devices"))
    except Exception as error:  # pylint: disable=broad-except; its class is the finding
        return type(error).__name__
    return "admitted"


learnt = {}
for name, token in asked["tokens"].items():
    learnt[name] = {"client": as_client(token), "api": as_api(token, ["devices.get"])}
json.dump(learnt, sys.stdout)
