"""While somebody writes: what a browser asks for is made when it asks, so that a change is seen at once."""

import gc
import posixpath
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger

log = get_plugin_logger("sharedstory.plugin")

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class OnDemand:
    """The files of a site that is served which nobody has asked for since its last build, each with what writes it.

    No file is written between `begin` and `ready`, in which the site is built again: whoever asks waits.
    """

    def __init__(self) -> None:
        self._writers: dict[str, Callable[[], None]] = {}
        self._lock = threading.Lock()
        self._building = False

    def begin(self) -> None:
        """Forget what was not asked for: a build begins."""
        self._lock.acquire()
        self._building = True
        gc.disable()  # it would look through a whole story many times, and most of it stays
        self._writers = {}

    def ready(self, writers: Mapping[str, Callable[[], None]] = {}) -> None:
        """Write these when somebody asks for them, by their places in the site. The build, if one began, has ended."""
        if self._building:
            self._building = False
            gc.enable()
            self._writers = dict(writers)
            self._lock.release()

    def write(self, place: str) -> None:
        """Write what is asked for by a place, if that is still to be done. Raises PluginError where it cannot be made."""
        with self._lock:
            for name in (place, posixpath.join(place, "index.html")):
                if writer := self._writers.get(name):
                    writer()
                    del self._writers[name]

    def serve_by(self, server: LiveReloadServer) -> None:
        """Make a server ask for each file before it looks for it."""
        server.set_app(self._asking(server.get_app(), server.mount_path))  # type: ignore[arg-type]

    def _asking(self, app: App, mount: str) -> App:
        def asking(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(mount):
                place = path[len(mount) :] + ("index.html" if path.endswith("/") else "")
                try:
                    self.write(posixpath.normpath("/" + place).lstrip("/"))
                except PluginError as error:
                    log.error("%s", error)
                    start_response(
                        "500 Internal Server Error", [("Content-Type", "text/plain; charset=utf-8")]
                    )
                    return [str(error).encode()]
            return app(environ, start_response)

        return asking
