"""The settings of the embedded PostgreSQL, rewritten at each start so that they follow the machine and the product."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEGABYTE = 1024 * 1024
SHARED_BUFFERS_MB_MAX = 2048
SHARED_MEMORY_BYTES_MIN = 256 * MEGABYTE


def memory_bytes() -> int:
    """The memory this machine or container has."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    words = limit.read_text().strip() if limit.exists() else "max"
    return total if words == "max" else min(total, int(words))


def settings_file(sockets: Path, port: int) -> str:
    """postgresql.conf. fsync, synchronous_commit and full_page_writes stay on: what was acknowledged is on disk."""
    memory_mb = memory_bytes() // MEGABYTE
    values = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"',
        "unix_socket_permissions": "0700",
        "port": port,
        "password_encryption": "scram-sha-256",
        "max_connections": 100,
        "shared_buffers": f"{max(32, min(memory_mb // 4, SHARED_BUFFERS_MB_MAX))}MB",
        "effective_cache_size": f"{max(64, memory_mb // 2)}MB",
        "work_mem": "32MB",
        "maintenance_work_mem": f"{max(64, min(memory_mb // 16, 512))}MB",
        "dynamic_shared_memory_type": _shared_memory(),
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_compression": "on",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": 0.9,
        "random_page_cost": 1.1,
        "jit": "off",
        "idle_in_transaction_session_timeout": "10min",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "log_line_prefix": "%m [%p] %u ",
        "lc_messages": "C",
    }
    lines = "".join(f"{name} = '{_quoted(value)}'\n" for name, value in values.items())
    return f"# Written by the product at each start. Own settings: ALTER SYSTEM.\n{lines}"


def hba_file() -> str:
    """pg_hba.conf: a password for everybody, over the socket only."""
    return "local all all scram-sha-256\nlocal replication all scram-sha-256\n"


def _shared_memory() -> str:
    # Containers often have a /dev/shm of 64 MB, too small for parallel queries; files in the data directory do as well.
    shared = Path("/dev/shm")  # noqa: S108 (only its size is read)
    return "posix" if not shared.is_dir() or shutil.disk_usage(shared).free > SHARED_MEMORY_BYTES_MIN else "mmap"


def _quoted(value: object) -> str:
    return str(value).replace("\\", "\\\\").replace("'", "''")
