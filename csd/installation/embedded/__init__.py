"""PostgreSQL and Valkey of this installation's own, for whoever has set no DATABASE_URL or REDIS_URL.

Everything lies under CSD_DATA_DIR (`embedded.json` says where, with the passwords); as root, where no ordinary user can
reach that folder, the servers' files lie under /var/lib/csd. Nothing here imports Django: the settings read this package.
"""

from csd.installation.embedded.errors import EmbeddedError
from csd.installation.embedded.installation import Installation, Status

__all__ = ["EmbeddedError", "Installation", "Status"]
