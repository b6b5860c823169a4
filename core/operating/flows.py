"""The flows that there are; a platform offers them all."""

from __future__ import annotations

from core.operating.panels import Flows
from core.operating.review import Reviewing

FLOWS = Flows((Reviewing(),))
