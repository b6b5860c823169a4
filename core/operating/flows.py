"""The flows that there are; a platform offers them all."""

from __future__ import annotations

from core.operating.about import telling
from core.operating.country import Country
from core.operating.digests import DigestFlow
from core.operating.panels import Flows
from core.operating.reports import Reporting
from core.operating.review import Reviewing

FLOWS = Flows((*telling(), Reporting(), Country(), Reviewing(), DigestFlow()))
