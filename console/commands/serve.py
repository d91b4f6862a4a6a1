"""`netpatrol serve`: the inspector's desk."""

import asyncio
import socket

import click
import uvicorn

from config.errors import ConfigError, ExitCode
from console.desk.app import make_app
from console.desk.entrance import LOOPBACK
from console.output import say
from console.session import Session, pass_session


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8421, show_default=True, type=click.IntRange(0, 65535))
@pass_session
def command(session: Session, host: str, port: int) -> int:
    """工作台 / open the inspector's desk in a browser on this machine."""
    if host not in LOOPBACK:
        raise ConfigError(
            f"the desk speaks no TLS and is not served on {host!r}; leave --host away, and put a proxy in "
            "front (desk.address) or tunnel: ssh -L 8421:127.0.0.1:8421"
        )
    app = make_app(session)
    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except OSError as exc:
        raise ConfigError(
            f"port {port} on {host!r} cannot be used: {exc.strerror}; take another with --port"
        ) from exc
    shown = f"[{host}]" if ":" in host else host
    say(session.words("desk_open", url=f"http://{shown}:{listener.getsockname()[1]}/"))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    asyncio.run(server.serve(sockets=[listener]))
    return ExitCode.DONE
