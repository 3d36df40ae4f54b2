"""The installed command in a real terminal."""

from __future__ import annotations

import signal
from collections.abc import Callable

from tests.tui.terminal import Terminal


def test_the_articles_experiment_by_hand(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    lab.until("Theory: this will", "learning rate", "0/20")
    lab.press("nnn")
    lab.until("1.7042", "0.19452", "3/20", "Converging")
    lab.press("]]")
    lab.until("23/23")
    lab.press("bbb")
    lab.until("0.00115", "20/23")
    lab.press("l0.5\rr]]]")
    lab.until("5.223e9", "Diverging", "0.4333")
    lab.press("l0.1\rrn")
    lab.until("0.35560", "1/20")
    lab.press("q")
    assert lab.ended() == 0


def test_it_speaks_korean(terminal: Callable[..., Terminal]) -> None:
    lab = terminal("--lang", "ko")
    # pyte puts an empty cell after each wide character.
    lab.until("0/20", "w1")
    lab.wait(lambda: "학습률" in lab.text().replace("\x00", "").replace(" ", ""), "학습률")
    lab.press("L")
    lab.until("learning rate")
    lab.press("q")
    assert lab.ended() == 0


def test_a_step_sends_few_bytes_and_nothing_is_missing_on_screen(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    lab.until("Theory: this will", "0/20")
    sent = lab.recorded()
    for step in range(1, 11):
        lab.press("n")
        lab.until(f"{step}/20")
    assert len(sent.getvalue()) <= 10 * 8 * 1024
    lab.press("L")
    lab.until("학")
    lab.press("L")
    lab.until("learning rate", "10/20", "Converging")
    lab.press("q")
    assert lab.ended() == 0


def test_after_a_stop_all_is_written_again(terminal: Callable[..., Terminal]) -> None:
    lab = terminal()
    lab.until("Theory: this will", "0/20")
    lab.press("nnn")
    lab.until("1.7042", "3/20", "Converging")
    before = lab.text()
    lab.signal(signal.SIGTSTP)
    lab.wait(lab.stopped, "the stop")
    lab.clear()
    lab.signal(signal.SIGCONT)
    lab.wait(lambda: lab.text() == before, "the same screen")
    lab.press("q")
    assert lab.ended() == 0
