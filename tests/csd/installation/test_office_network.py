"""The certificate of an office network: made for the addresses there, kept while it serves, renewed in time."""

from __future__ import annotations

import http.server
import ipaddress
import socket
import ssl
import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from csd.installation.office_network import Certificate, addresses, authority_file, certificate_for

NAMES = ["192.168.7.9", "desk.local", "localhost", "127.0.0.1"]
NOW = datetime.now(UTC)


@pytest.fixture
def made(tmp_path: Path) -> Certificate:
    return certificate_for(tmp_path, NAMES)


def read(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_keys_are_for_the_owner_alone(made: Certificate) -> None:
    keys = [*made.key.parent.glob("*.key")]
    assert len(keys) == 2
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def test_the_authority_can_sign_no_further_authority(made: Certificate) -> None:
    basic = read(made.authority).extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)


def test_it_is_kept_while_it_serves(tmp_path: Path, made: Certificate) -> None:
    before = made.certificate.read_bytes()
    assert certificate_for(tmp_path, NAMES[:2]).certificate.read_bytes() == before


@pytest.mark.parametrize(("names", "later"), [([*NAMES, "10.0.0.4"], 0), (NAMES, 370)], ids=["a new address", "it ends soon"])
def test_it_is_made_anew_with_the_same_authority(tmp_path: Path, made: Certificate, names: list[str], later: int) -> None:
    before, authority = made.certificate.read_bytes(), made.authority.read_bytes()
    again = certificate_for(tmp_path, names, NOW + timedelta(days=later))
    assert again.certificate.read_bytes() != before
    assert again.authority.read_bytes() == authority


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path, made: Certificate) -> None:
    made.authority.unlink()
    again = certificate_for(tmp_path, NAMES)
    read(again.certificate).verify_directly_issued_by(read(again.authority))


def test_there_is_no_authority_without_an_office_network(tmp_path: Path) -> None:
    assert authority_file(tmp_path) is None


def test_addresses_are_real_and_not_local() -> None:
    assert not [address for address in addresses() if ipaddress.ip_address(address).is_loopback]


@pytest.fixture
def port(made: Certificate) -> Iterator[int]:
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_who_trusts_the_authority_is_served_without_a_warning(made: Certificate, port: int) -> None:
    context = ssl.create_default_context(cafile=str(made.authority))
    for name in ("127.0.0.1", "localhost"):
        with socket.create_connection(("127.0.0.1", port)) as plain, context.wrap_socket(plain, server_hostname=name) as secured:
            assert secured.version() in {"TLSv1.2", "TLSv1.3"}


def test_who_does_not_is_warned(port: int) -> None:
    context = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", port)) as plain, pytest.raises(ssl.SSLCertVerificationError):
        context.wrap_socket(plain, server_hostname="127.0.0.1")
