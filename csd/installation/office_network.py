"""HTTPS in an office network: an authority and a certificate of one's own, for the addresses this machine has there.

Phones reach the product under an IP address or a local name, for which nobody issues a certificate. So an authority is made once
per installation (its key never leaves the data folder) and signs a certificate for the addresses found; whoever installs the
authority on a phone sees no warning and can install the product there.
"""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

FOLDER = "lan"
AUTHORITY_DAYS = 3650
# browsers refuse longer ones
CERTIFICATE_DAYS = 397
RENEWED_BEFORE = timedelta(days=30)
# a documentation address: nothing is sent, the system only says from which of its own it would be
_SOMEWHERE = ("192.0.2.1", 9)


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate and its key, and the authority that signed it."""

    certificate: Path
    key: Path
    authority: Path


def addresses() -> list[str]:
    """The IPv4 addresses under which others reach this machine, the one of the default route first."""
    found: list[str] = []
    # there may be no network at all
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(_SOMEWHERE)
        found.append(str(probe.getsockname()[0]))
    # a machine's name may resolve to nothing
    with contextlib.suppress(OSError):
        found += [str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]


def names() -> list[str]:
    """Every name and address the product answers to in the network, local ones included."""
    host = socket.gethostname().lower()
    local = [host, f"{host}.local"] if "." not in host else [host]
    return [*addresses(), *local, "localhost", "127.0.0.1"]


def certificate_for(data_dir: Path, wanted: Sequence[str], now: datetime | None = None) -> Certificate:
    """The certificate for these names; remade when it lacks one of them or ends soon. Files are the owner's alone."""
    now = now or datetime.now(UTC)
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    made = Certificate(folder / "server.crt", folder / "server.key", folder / "authority.crt")
    authority, signing_key = _authority(folder, now)
    if not _serves(made.certificate, wanted, authority, now):
        _make(made, wanted, authority, signing_key, now)
    return made


def _authority(folder: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    certificate, key = folder / "authority.crt", folder / "authority.key"
    if certificate.exists() and key.exists():
        loaded = x509.load_pem_x509_certificate(certificate.read_bytes())
        private = serialization.load_pem_private_key(key.read_bytes(), None)
        if loaded.not_valid_after_utc > now + RENEWED_BEFORE and isinstance(private, ec.EllipticCurvePrivateKey):
            return loaded, private
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"csd {socket.gethostname()[:40]} {now:%Y-%m-%d}")])
    usage = x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=True,
        crl_sign=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
    builder = _builder(name, name, private, now, AUTHORITY_DAYS)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).add_extension(usage, critical=True)
    made = builder.sign(private, hashes.SHA256())
    _write_key(key, private)
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return made, private


def _make(files: Certificate, wanted: Sequence[str], authority: x509.Certificate, key: ec.EllipticCurvePrivateKey, now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, wanted[0][:60])])
    builder = _builder(name, authority.subject, private, now, CERTIFICATE_DAYS)
    builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(entry) for entry in wanted]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    made = builder.sign(key, hashes.SHA256())
    _write_key(files.key, private)
    files.certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM) + authority.public_bytes(serialization.Encoding.PEM))


def _builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: datetime, valid_days: int
) -> x509.CertificateBuilder:
    # a clock on a phone may be a day slow
    begins = now - timedelta(days=1)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(begins)
    return builder.not_valid_after(begins + timedelta(days=valid_days))


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _serves(path: Path, wanted: Sequence[str], authority: x509.Certificate, now: datetime) -> bool:
    if not path.exists():
        return False
    found = x509.load_pem_x509_certificate(path.read_bytes())
    try:
        found.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    names_in_it = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return found.not_valid_after_utc > now + RENEWED_BEFORE and {_general_name(name) for name in wanted} <= set(names_in_it)


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    text = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)


def authority_file(data_dir: Path) -> Path | None:
    """The authority's certificate, for phones to install; None where this installation serves no office network."""
    path = data_dir / FOLDER / "authority.crt"
    return path if path.exists() else None
