"""What hazmat adds to the loading of a company and to the keys that are looked after."""

from csd.key_repair.registry import register_keys
from csd.loading.registry import register_files
from hazmat.store import loading as store
from hazmat.substances import loading as substances
from hazmat.substances import stored_keys

for files in (substances.FILES, store.FILES):
    register_files(*files)
register_keys(*stored_keys.KEYS)
