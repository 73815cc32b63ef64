"""The demo page's server: one page, one stream of events, one address for acts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from simulator.page.acts import Acts, Impossible
from simulator.page.bundle import all_scripts, all_styles
from simulator.page.cast import Cast
from simulator.page.content import PageContent
from simulator.page.guard import add_headers, guard
from simulator.page.hub import Hub, Parts
from simulator.page.message import is_picture
from simulator.page.trouble import BotProcess, Trouble
from simulator.state.content import Document, Media
from simulator.state.events import Event

FOLDER = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".svg": "image/svg+xml"}
BUNDLES = {"page.js": (all_scripts, "text/javascript"), "page.css": (all_styles, "text/css")}
HOST = "127.0.0.1"  # never another one: anybody who reaches the page can act for everybody on it
MAX_ACT_BYTES = 1 << 20

Stored = Callable[[], Awaitable[dict[str, Any]]]
"""Returns what the bot has on disk; the simulator itself does not know it."""


class PageServer:
    """`async with PageServer(cast, bot, stored, port) as page`: then `page.url` shows it. Raises OSError."""

    def __init__(self, cast: Cast, bot: BotProcess, stored: Stored, port: int = 0) -> None:
        self.port = port
        self.cast = cast
        self._stored = stored
        self._trouble = Trouble(cast.world, bot)
        self._content = PageContent(cast, self._trouble)
        self._acts = Acts(cast, self._content, self._trouble)
        self._hub = Hub(self._collect, cast.world.clock.now_ms)
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
        self._stop_listening: Callable[[], None] = lambda: None
        self._publishing: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, HOST, self.port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]
        self._stop_listening = self.cast.world.listen(self._notice)
        await self._hub.publish()
        self._publishing = asyncio.create_task(self._hub.run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stop_listening()
        self._hub.close()
        if self._publishing:
            await self._publishing
        await self._runner.cleanup()

    def _app(self) -> web.Application:
        app = web.Application(middlewares=[guard], client_max_size=MAX_ACT_BYTES)
        app.on_response_prepare.append(add_headers)
        app.router.add_get("/", self._file)
        app.router.add_get("/demo/events", self._hub.serve)
        app.router.add_get("/demo/state", self._state)
        app.router.add_post("/demo/act", self._act)
        app.router.add_get("/demo/file/{file_id}", self._document)
        app.router.add_get("/{name}", self._file)
        return app

    def _notice(self, event: Event) -> None:
        self._content.notice(event)
        self._hub.touch()

    async def _collect(self) -> Parts:
        self._trouble.tick()
        return self._content.parts() | {"stored": await self._stored()}

    async def _file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "index.html")
        if name in BUNDLES:
            bundle, kind = BUNDLES[name]
            return web.Response(text=bundle(FOLDER), content_type=kind)
        path = FOLDER / name
        if path.parent != FOLDER or path.suffix not in KINDS or not path.is_file():
            raise web.HTTPNotFound
        return web.Response(text=path.read_text("utf-8"), content_type=KINDS[path.suffix])

    async def _state(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"now_ms": self.cast.world.clock.now_ms(), "parts": self._hub.snapshot()})

    async def _act(self, request: web.Request) -> web.StreamResponse:
        try:
            given = await request.json()
        except ValueError:
            return web.json_response({"error": "this is not JSON"}, status=400)
        if not isinstance(given, dict):
            return web.json_response({"error": "an act is an object"}, status=400)
        try:
            answer = await self._acts.do(given)
        except Impossible as why:
            return web.json_response({"error": str(why), "reason": why.reason}, status=409)
        self._hub.touch(time_moved=True)
        return web.json_response(answer)

    async def _document(self, request: web.Request) -> web.StreamResponse:
        """A file that the bot sent. The browser shows pictures and saves everything else."""
        found = self.cast.world.files.get(request.match_info["file_id"])
        if isinstance(found, Media) and is_picture(found):
            return web.Response(body=found.content, content_type="image/png")
        if not isinstance(found, Document):
            raise web.HTTPNotFound
        return web.Response(body=found.content, headers={"Content-Disposition": "attachment"})
