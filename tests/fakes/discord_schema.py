"""Discord's own description of its API, where a copy of it lies beside the checkout; without one nothing is checked."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

FILE = Path(__file__).resolve().parents[3] / "shared" / "specs" / "discord-openapi.json"

CALLBACKS = {
    4: "CreateMessageInteractionCallbackRequest",
    7: "UpdateMessageInteractionCallbackRequest",
    9: "ModalInteractionCallbackRequest",
    8: "ApplicationCommandAutocompleteCallbackRequest",
}
MESSAGE = "MessageCreateRequest"
FOLLOWUP = "IncomingWebhookInteractionRequest"
CHANGED = "MessageEditRequestPartial"
EDIT = "IncomingWebhookUpdateRequestPartial"
COMMAND = "ApplicationCommandUpdateRequest"


def fault(schema: str, body: Any) -> str | None:
    """Return what is wrong with a request's body by the named schema, None where it is right or cannot be checked."""
    validator = _validator(schema)
    error = best_match(validator.iter_errors(body)) if validator else None
    return f"{schema}: {error.json_path} {error.message}"[:300] if error else None


@cache
def _registry() -> Registry[Any] | None:
    if not FILE.exists():
        return None
    resource = DRAFT202012.create_resource(json.loads(FILE.read_text()))
    described: Registry[Any] = Registry().with_resource("urn:discord", resource)
    return described


@cache
def _validator(schema: str) -> Draft202012Validator | None:
    registry = _registry()
    if registry is None:
        return None
    return Draft202012Validator({"$ref": f"urn:discord#/components/schemas/{schema}"}, registry=registry)
