"""A certificate that nobody vouches for stands in Telegram's place: is the operator told that, and no word sent there?

As a company's gateway that looks into encrypted traffic does, a state's, or a machine whose clock is years behind.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner

from bot.channels.telegram.session import UNTRUSTED
from bot.cli.main import app
from bot.domain.wall_clock import local
from bot.machine import system_clock
from tests.databases import use_database
from tests.scenarios.processes import wait_for
from tests.scenarios.stage import TOKEN, open_stage_over_http

DAY = timedelta(days=1)


def certify(folder: Path, begins: datetime) -> ssl.SSLContext:
    """For localhost and two days, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(begins).not_valid_after(begins + 2 * DAY)
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    pem, kind, plain = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(pem, kind, plain))
    (folder / "certificate").write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate", folder / "key")
    return context


@pytest.fixture(params=[-DAY, -365 * DAY, 365 * DAY], ids=["signed by itself", "over", "not yet valid"])
async def impostor(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """Its address, and the paths that were asked for."""
    heard: list[str] = []

    async def answer(asked: web.Request) -> web.Response:
        heard.append(asked.path)
        return web.json_response({"ok": True, "result": True})

    site = web.Application()
    site.router.add_route("*", "/{tail:.*}", answer)
    runner = web.AppRunner(site)
    await runner.setup()
    context = certify(tmp_path, local(system_clock(), UTC) + request.param)
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://localhost:{runner.addresses[0][1]}", heard
    await runner.cleanup()


async def test_the_log_and_doctor_say_what_is_wrong_and_the_token_stays_here(
    impostor: tuple[str, list[str]], tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, heard = impostor
    async with open_stage_over_http(tmp_path / "data") as stage:
        await stage.stop()
        caplog.clear()
        stage.options["telegram_api_url"] = address
        await stage.start()
        await wait_for(lambda: UNTRUSTED in caplog.text)
        await stage.stop()
    use_database(monkeypatch, stage.folder)
    monkeypatch.setenv("TELEGRAM_API_URL", address)
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.chdir(tmp_path)
    said = await asyncio.to_thread(CliRunner().invoke, app, ["doctor"])
    assert UNTRUSTED in " ".join(said.output.split())
    assert said.exit_code == 1
    assert heard == []
