"""What hazmat adds to the loading of a company."""

from csd.loading.registry import register_files
from hazmat.substances.loading import FILES

register_files(*FILES)
