"""What hazmat adds to the loading of a company."""

from csd.loading.registry import register_files
from hazmat.store import loading as store
from hazmat.substances import loading as substances

for files in (substances.FILES, store.FILES):
    register_files(*files)
