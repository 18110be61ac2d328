"""All tables of hazmat, for Django to find; they live in the packages by subject."""

from hazmat.substances.models import Substance

__all__ = ["Substance"]
