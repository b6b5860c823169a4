"""`/healthfacts country set`: whose help lines a server's readers see first. For who manages the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import WrongUse
from core.operating.panels import Choice, Command, Field, Form, Panel, Part
from core.safety import ANYWHERE

if TYPE_CHECKING:
    from core.office import Office
    from core.operating.panels import Request, Right
    from core.phrases import Phrases

SET, CHOSEN = "country/set", "country/chosen"


class Country:
    """The flow. There are more countries than a command may have choices, so it asks with a form."""

    name = "country"
    forms = frozenset({SET})

    def commands(self, say: Phrases) -> tuple[Command, ...]:
        """Return the command."""
        return (Command(("country", "set"), say("country.command"), "set_up", opens_form=True),)

    def right(self, verb: str) -> Right:
        """Return what a verb takes. Raises KeyError for one that there is not."""
        if verb not in {SET, CHOSEN}:
            raise KeyError(verb)
        return "set_up"

    async def handle(self, request: Request, office: Office, say: Phrases) -> Panel | Form:
        """Ask for the country, or keep it. Raises WrongUse for one that there is not, StoreFault."""
        place, countries = request.place, office.app.help_countries
        if request.verb == SET:
            options = (
                Choice(ANYWHERE, say("country.anywhere")),
                *(Choice(one, name) for one, name in countries.items()),
            )
            now = office.app.country_of(place.platform, place.server) or ANYWHERE
            field = Field("country", say("country.field"), "choice", now, options, hint=say("country.hint"))
            return Form(say("country.form"), CHOSEN, (field,), say("country.submit"))
        chosen = request.value("country")
        if chosen not in countries and chosen != ANYWHERE:
            raise WrongUse(say("operating.stale"))
        await office.set_country(place.platform, place.server, "" if chosen == ANYWHERE else chosen)
        named = countries.get(chosen)
        told = say("country.done", name=named) if named else say("country.done.anywhere")
        return Panel(say("country.title"), (Part(told),))
