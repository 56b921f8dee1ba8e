"""What reaches the terminal: colours and characters it asked for, the right picture after any resize, and pasted text that commands nothing."""

import re

import pytest

COLOUR = re.compile(rb"\x1b\[(?:[0-9;:]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?m")


@pytest.fixture
def start(start_region, start_console, home):
    def start(*arguments, env=None, scenario="bad-canary", **options):
        region = start_region("--scenario", scenario)
        console = start_console(["console", *arguments], {**home, **region.environment, **(env or {})}, **options)
        console.wait_for("checkout:prod")
        return console, region

    return start


@pytest.mark.parametrize("arguments, env", [([], {"NO_COLOR": "1"}), (["--color", "never"], {}), (["--theme", "mono"], {})])
def test_no_colour_means_none(start, arguments, env):
    console, _ = start(*arguments, env=env)
    console.press("?")
    console.wait_for("HELP")
    console.press("esc", "R")
    console.settle()
    assert not COLOUR.search(bytes(console.raw)), COLOUR.search(bytes(console.raw))
    console.press("esc")
    assert console.quit() == 0


def test_colour_otherwise(start):
    console, _ = start()
    assert COLOUR.search(bytes(console.raw))
    assert console.quit() == 0


@pytest.mark.parametrize("arguments, env", [
    (["--ascii"], {}), ([], {"LANG": "C", "LC_ALL": "C"}), ([], {"LANG": "POSIX", "LC_ALL": None}),
    ([], {"LANG": "xx_YY.nonsense", "LC_ALL": None}),
], ids=["--ascii", "C", "POSIX", "unknown locale"])
def test_ascii_means_ascii(start, arguments, env):
    console, _ = start(*arguments, env=env)
    for key in ("?", "esc", "R", "esc", "D", "esc", "W", "esc", "m", "esc"):
        console.press(key)
        console.settle(0.1, 1)
    odd = sorted({byte for byte in console.raw if byte >= 0x80})
    assert odd == [], f"bytes above 0x7F: {odd}"
    assert "checkout:prod" in console.text and "ALIASES" in console.text
    assert console.quit() == 0


def test_a_resize_storm_ends_as_a_fresh_render(start):
    console, _ = start(scenario="healthy")
    console.wait_for("last good")
    for step in range(100):
        console.child.setwinsize(10 + step * 7 % 60, 30 + step * 13 % 170)
        console.pump(0.005)
    console.resize(120, 40)
    console.press("space")
    console.wait_for("PAUSED")
    console.settle()
    shown = console.rows[2:-2]
    assert any("ALIASES" in row for row in shown)
    console.press("ctrl-l")
    console.settle()
    assert console.rows[2:-2] == shown, "what the updates left and what a whole repaint shows are the same"
    assert console.quit() == 0


@pytest.mark.parametrize("columns, rows", [(80, 24), (200, 60), (79, 23), (500, 12)])
def test_any_size_shows_something_true(start, start_region, start_console, home, columns, rows):
    region = start_region("--scenario", "bad-canary")
    console = start_console(["console"], {**home, **region.environment}, columns=columns, rows=rows)
    if columns >= 80 and rows >= 24:
        console.wait_for("checkout:prod")
        assert "ALIASES" in console.text and "LIVE" in console.text
    else:
        console.wait_for(lambda text: f"{columns}×{rows} is too small" in text and "80×24" in text, what="the sizes")
        console.press("R", "enter")
        console.settle()
        assert region.writes() == []
    assert console.quit() == 0


@pytest.mark.parametrize("text", ["R\rA\rP\rq", ":rollback checkout:prod\r\r", "D1\r"])
@pytest.mark.parametrize("bracketed", [True, False])
def test_pasted_text_is_never_a_command(start, text, bracketed):
    console, region = start()
    console.wait_for("last good")
    console.child.send(f"\x1b[200~{text}\x1b[201~" if bracketed else text)
    console.settle()
    assert region.writes() == []
    if bracketed:
        assert "pasted text was dropped" in console.text
    console.press("esc", "esc")
    assert console.quit() == 0
