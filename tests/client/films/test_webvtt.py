"""WebVTT: what is well made is read as the standard means it, what is not is told with its line; and playing."""

from __future__ import annotations

import pytest

from client.films.playing import Playing
from client.films.webvtt import BadCaptions, Captions, Cue, read, write

GOOD = """\ufeffWEBVTT - A film\r
Kind: captions\r
\r
NOTE made by hand\r
\r
STYLE\r
::cue { color: white }\r
\r
first\r
00:00.000 --> 00:04.000 line:0 align:start\r
Hello, <b>all</b> &amp; <v Anna>welcome</v>.\r
\r
NOTE\r
a comment\r
of two lines\r
\r
01:00:04.500 --> 01:00:09.250\r
Two\r
lines"""


def test_a_file_is_read_as_the_standard_means_it() -> None:
    assert read(GOOD) == Captions(
        (
            Cue("first", 0, 4_000, "Hello, all & welcome.", "line:0 align:start"),
            Cue("", 3_604_500, 3_609_250, "Two\nlines"),
        ),
        "- A film",
        ("made by hand", "a comment\nof two lines"),
    )
    assert read("WEBVTT") == Captions(())
    assert read(GOOD).ends == 3_609_250


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "WEBVTT"),
        ("WEBVTTX\n\n00:00.000 --> 00:01.000\nA", 1, "WEBVTT"),
        ("1\n00:00:00,000 --> 00:00:01,000\nA SubRip file", 1, "WEBVTT"),
        ("WEBVTT\n00:00.000 --> 00:01.000\nA", 2, "blank line"),
        ("WEBVTT\n\n00:00,000 --> 00:01.000\nA", 3, "“00:00,000” is no time"),
        ("WEBVTT\n\n00:00.000 --> 00:61.000\nA", 3, "“00:61.000” is no time"),
        ("WEBVTT\n\nname\n00:00.000-->00:01.000\nA", 4, "are no times"),
        ("WEBVTT\n\nname\nWords alone", 3, "“name” is followed by no times"),
        ("WEBVTT\n\nname", 3, "“name” is followed by no times"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nA", 3, "ends before it begins"),
        ("WEBVTT\n\n00:02.000 --> 00:03.000\nA\n\n00:01.000 --> 00:04.000\nB", 6, "before the one above"),
        ("WEBVTT\n\na\n00:00.000 --> 00:01.000\nA\n\na\n00:01.000 --> 00:02.000\nB", 7, "two captions are called “a”"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n00:01.000 --> 00:02.000\nB", 5, "blank line"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\n<i></i>", 3, "no words"),
        ("WEBVTT\n\n00:00.000 --> 00:01.000\nA\n\nSTYLE\n::cue { }", 6, "belongs above"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(BadCaptions, match=rf"^Line {line} of the captions: ") as told:
        read(text)
    assert told.value.line == line
    assert said in str(told.value)


def test_what_is_written_reads_back() -> None:
    cues = (
        Cue("ein", 0, 61_001, "Früh & spät: <jetzt> &amp; „nie“", "line:90%"),
        Cue("", 3_600_000, 3_600_001, "مرحبا \u200fبكم\nin two\u00a0lines"),
    )
    captions = Captions(cues, "Title", ("a note",))
    written = write(captions)
    assert read(written) == captions
    assert "00:01:01.001" in written
    assert "01:00:00.000 --> 01:00:00.001" in written
    assert "&lt;jetzt&gt;" in written
    assert read(write(Captions((Cue("a", 0, 1, "x\n\n --> y"),)))).cues[0].text == "x\n -> y"
    for impossible in (
        Cue("a --> b", 0, 1, "x"),
        Cue("a\nb", 0, 1, "x"),
        Cue("a", 1, 1, "x"),
        Cue("a", 0, 1, "x", "-->"),
    ):
        with pytest.raises(ValueError, match="no cue"):
            write(Captions((impossible,)))


class Clock:
    """Tells the milliseconds it was set to."""

    ms = 5_000

    def __call__(self) -> int:
        return self.ms


CUES = tuple(Cue(name, at * 6_000, at * 6_000 + 6_000, name) for at, name in enumerate("abc"))


def test_a_film_goes_by_the_clock_it_is_given() -> None:
    clock = Clock()
    film = Playing(CUES, 18_000, clock)
    clock.ms += 1_000
    assert (film.position, film.running, film.scene) == (0, False, 0), "nothing plays by itself"
    film.play()
    clock.ms += 7_000
    assert (film.position, film.scene, film.into_scene) == (7_000, 1, 1_000)
    film.pause()
    clock.ms += 60_000
    assert film.position == 7_000
    film.play()
    clock.ms += 60_000
    assert (film.position, film.running, film.scene) == (18_000, False, 2)
    film.play()
    assert (film.position, film.running) == (0, True), "at its end it begins anew"


def test_one_goes_through_it_by_scenes_and_never_leaves_it() -> None:
    clock = Clock()
    film = Playing(CUES, 18_000, clock)
    film.seek(7_000)
    film.scene_before()
    assert film.position == 0, "the scene had just begun"
    film.seek(9_000)
    film.scene_before()
    assert film.position == 6_000
    film.next_scene()
    film.next_scene()
    assert film.position == 18_000
    film.to_scene(-1)
    assert film.position == 0
    film.seek(-5)
    assert film.position == 0
    film.play()
    film.to_scene(9)
    clock.ms += 100
    assert (film.position, film.running) == (12_100, True), "it goes on from there"
    for cues, length in (((), 5), (CUES[1:], 18_000), (CUES, 17_999)):
        with pytest.raises(ValueError, match="begins with its first scene"):
            Playing(cues, length, clock)
