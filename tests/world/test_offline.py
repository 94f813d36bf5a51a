"""The tests themselves: none of them can reach the network."""

import asyncio
import socket

import pytest

NOWHERE = "192.0.2.1"  # RFC 5737: an address that belongs to nobody


@pytest.mark.parametrize("address", [(NOWHERE, 443), ("2001:db8::1", 443, 0, 0)])
def test_a_connection_that_would_leave_this_machine_is_refused(address: tuple[str, int]) -> None:
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family) as outside:
        outside.settimeout(0.01)
        with pytest.raises(RuntimeError, match="stay on this machine"):
            outside.connect(address)


def test_a_name_is_not_even_looked_up() -> None:
    with pytest.raises(RuntimeError, match="discord"):
        socket.create_connection(("discord.invalid", 443), timeout=0.01)


async def test_neither_can_the_event_loop_connect() -> None:
    with pytest.raises(RuntimeError, match="stay on this machine"):
        await asyncio.wait_for(asyncio.open_connection(NOWHERE, 443), 0.01)


async def test_this_machine_answers() -> None:
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"hello")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b"hello"
        writer.close()
        await writer.wait_closed()
