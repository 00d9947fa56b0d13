"""Serves the page: to this machine alone unless told otherwise, with nothing from any other host."""

from __future__ import annotations

import os
import socket
import warnings
from collections.abc import Callable
from threading import Thread
from typing import Any

from samspil.model.errors import UserError
from samspil.model.messages import say
from samspil.model.problems import reason, shown

from ..words import LANGUAGES, words

PAGE = "samspil.reports.app.page"
QUIET = "error"
NOWHERE = "http://127.0.0.1:9/"
OPENS_IN = "SAMSPIL_APP_LANG"


def server(host: str, port: int) -> Any:
    """A server of the page that is not yet running.

    Raises:
        UserError: what the extra `app` brings is not there.
    """
    os.environ["SOLARA_APP"] = PAGE
    try:
        import uvicorn

        from .widgets import solara
    except ImportError as error:
        raise UserError(say("app-not-installed", missing=error.name or "solara")) from error
    from solara.server import settings

    # Of a cookie that only pages inside other pages would need.
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
    settings.theme.title = "Samspil"
    settings.theme.show_banner = False
    settings.assets.fontawesome_enabled = False
    # All files are in `solara-assets`; what were not would be fetched from here, where nothing is.
    solara.settings.assets.cdn = NOWHERE
    return uvicorn.Server(uvicorn.Config("solara.server.starlette:app", host=host, port=port, log_level=QUIET))


def _warm() -> None:
    """The first answer of all and the titles of the library, so that the model is compiled while somebody reads."""
    from . import controls
    from .asking import Ask
    from .guessing import emulator
    from .refining import refined
    from .state import RUNS

    emulator()
    for lang in LANGUAGES:
        controls.groups(Ask(), words(lang))
    next(refined(Ask(), RUNS))


def bound(host: str, port: int) -> tuple[Any, socket.socket]:
    """A server that is not yet running, and the socket that it is to listen on; port 0 takes a free one.

    Raises:
        UserError: the extra `app` is missing, or the port is taken.
    """
    made = server(host, port)
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise UserError(say("app-port-taken", host=shown(host), port=port, reason=reason(error))) from error
    Thread(target=_warm, daemon=True).start()
    return made, listening


def serve(host: str, port: int, lang: str, ready: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C.

    Args:
        host: address to listen on.
        port: port; 0 for a free one.
        lang: language that the page opens in.
        ready: called with the page's address once it listens.

    Raises:
        UserError: as `bound`.
    """
    os.environ[OPENS_IN] = lang
    made, listening = bound(host, port)
    ready(f"http://{host}:{listening.getsockname()[1]}")
    made.run(sockets=[listening])
