"""``depeche demo`` from the terminal: it says where to look, and Ctrl-C ends it cleanly."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.cli.support import clean_environment, depeche
from tests.conftest import ROOT


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_an_address_and_ends_when_told_to(number: signal.Signals) -> None:
    demo = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser"],
        cwd=ROOT,
        env=clean_environment(PYTHONUNBUFFERED="1"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert demo.stdout is not None
    try:
        said = ""
        while "Ctrl-C" not in said:
            line = demo.stdout.readline()
            assert line, demo.stderr and demo.stderr.read()
            said += line
        assert "http://127.0.0.1:" in said
        demo.send_signal(number)
        rest, errors = demo.communicate(timeout=60)
    finally:
        demo.kill()
        demo.wait()
    assert demo.returncode == 0
    assert "ended" in rest
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_named_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        outcome = depeche("demo", "--no-browser", "--port", str(taken.getsockname()[1]))
    assert outcome.code == 2
    assert "Traceback" not in outcome.err
    assert "--port" in outcome.err
