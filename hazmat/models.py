"""All tables of hazmat, for Django to find; they live in the packages by subject."""

from hazmat.store.models import Place
from hazmat.substances.models import Substance

__all__ = ["Place", "Substance"]
