"""What an answer is about: a drug or a class, under the name that the reader knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.catalog import DrugClass, Topic
    from core.drugs import Drug


@dataclass(frozen=True, slots=True)
class Subject:
    """A drug, or a class where `drug` is None. `asked` is the name as the reader knows it: Xanax."""

    drug_class: DrugClass
    drug: Drug | None
    asked: str

    @property
    def id(self) -> str:
        """The INN, or the class's id."""
        return self.drug.inn if self.drug else self.drug_class.id

    @property
    def is_in(self) -> frozenset[str]:
        """What claims may call it: its INN and its class."""
        return frozenset({self.id, self.drug_class.id})

    @property
    def title(self) -> str:
        """The name asked for with the other one in brackets: Xanax (alprazolam), Alprazolam (Xanax)."""
        if self.drug is None:
            return capitalised(self.drug_class.plural)
        return f"{self.asked} ({self.drug.inn})" if self.asked != self.drug.inn else title_of(self.drug)


def subject_of(topic: Topic, subject_id: str, asked: str = "") -> Subject | None:
    """Return the drug or class with this id, or None."""
    if drug := topic.drugs.get(subject_id):
        return Subject(topic.drug_class(drug.class_), drug, asked or drug.inn)
    found = next((one for one in topic.classes if one.id == subject_id), None)
    return Subject(found, None, found.plural) if found else None


def title_of(drug: Drug) -> str:
    """Return the generic name with the brand that people know: Alprazolam (Xanax)."""
    brands = drug.brands
    known_as = brands and (brands.known_as or next(iter(brands.sold), None))
    return capitalised(drug.inn) + (f" ({known_as})" if known_as else "")


def capitalised(text: str) -> str:
    """Return the text with a capital first letter and everything else as it is."""
    return text[:1].upper() + text[1:]
