"""``lepton serve``: artifacts behind an address."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from lepton_automl.cli import show

__all__ = ["command"]

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command("serve", short_help="Serve models over HTTP.")
@click.argument("models", nargs=-1, required=True, metavar="MODEL...")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True,
    help="0 takes a free one.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True,
    help="Processes that share the work.",
)  # fmt: skip
@click.option("--format", "form", help="Serve this one.  [default: onnx, else as saved]")
@click.option("--key", help="A file with the public key that must have signed the models.")
@click.option("--token-file", help="Clients must know what it holds.  [default: LEPTON_TOKEN]")
@click.option(
    "--connections", type=click.IntRange(1), default=800, show_default=True,
    help="That a process takes at a time; 503 to more.",
)  # fmt: skip
@click.option(
    "--max-body", type=click.FloatRange(0, min_open=True), default=16.0, show_default=True,
    help="Megabytes that a request may have.",
)  # fmt: skip
@click.option(
    "--timeout", type=click.FloatRange(0, min_open=True), default=30.0, show_default=True,
    help="Seconds that a client may take to send, and a model to answer.",
)  # fmt: skip
@click.option(
    "--drain", type=click.FloatRange(0), default=30.0, show_default=True,
    help="Seconds for what is in flight when the server is told to end.",
)  # fmt: skip
@click.option(
    "--reload/--no-reload", default=True, help="Take new versions of MODEL into service."
)
@click.option("--access-log/--no-access-log", default=True, help="Log each request.")
def command(
    models: tuple[str, ...],
    host: str,
    port: int,
    workers: int,
    form: str | None,
    key: str | None,
    token_file: str | None,
    connections: int,
    max_body: float,
    timeout: float,
    drain: float,
    reload: bool,
    access_log: bool,
) -> int:
    """Serve the artifacts in the folders MODEL over HTTP, until Ctrl-C or SIGTERM.

    A model is called as its folder, or as you say with NAME=FOLDER. Open the address in a
    browser to try it; /openapi.json describes the rest. Logs go to stderr, as lines of JSON.
    """
    from lepton_automl import serve
    from lepton_automl.serve.models import named_paths

    serve.require_packages()
    token = serve.read_token(token_file)
    if token is None and host not in LOOPBACK:
        show.note(f"Without a token, whoever reaches {host} may use the models: --token-file.")
    settings = serve.Settings(
        models=named_paths(models),
        host=host,
        port=port,
        workers=workers,
        token=token,
        connections=connections,
        max_bytes=round(max_body * 1e6),
        seconds=timeout,
        drain=drain,
        look=1.0 if reload else 0.0,
        format=form,
        key=None if key is None else Path(key),
        access_log=access_log,
    )
    if sys.stderr.isatty() and port:
        show.note(f"Ctrl-C ends it. Try it in a browser: http://{host}:{port}/")
    return serve.serve(settings)
