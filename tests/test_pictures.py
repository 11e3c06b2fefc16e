"""Pictures beside a testimony: what is refused, and that nothing of the camera or its place stays."""

import io
import random
import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFile
from PIL.PngImagePlugin import PngInfo

from sharedstory.reading.pictures import MAX_BYTES, MAX_SIDE, inspect, prepare, public, size_as_shown
from sharedstory.schema.errors import PlainError
from sharedstory.site.render import Renderer
from sharedstory.story.folder import read_story
from sharedstory.story.shown_pictures import published_pictures
from tests.conftest import Tell, entry

CANARY = "Canary Example"
GPS = 0x8825
TURNED = 0x0112
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def exif(turned: int = 1) -> Image.Exif:
    """What a telephone writes: who, with what, where."""
    told = Image.Exif()
    told[TURNED] = turned
    told[0x010E] = told[0x013B] = told[0x0110] = CANARY
    told.get_ifd(GPS).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return told


def saved(path: Path, size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: Any) -> Path:
    """A picture that is red at its left and blue at its right."""
    image = Image.new(mode, size, "blue" if mode in ("RGB", "RGBA", "CMYK") else 0)
    if mode in ("RGB", "RGBA", "CMYK"):
        ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2 - 1, size[1]), "red")
    image.save(path, **options)
    return path


def shown(path: Path) -> Image.Image:
    image = Image.open(io.BytesIO(prepare(path)))
    image.load()
    return image


def colour(image: Image.Image, at: tuple[int, int]) -> str:
    pixel = image.convert("RGB").getpixel(at)
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"


@pytest.mark.parametrize("name", ["key.jpg", "key.jpeg", "key.JPG", "key.png", "key.webp"])
def test_a_picture_comes_out_without_what_the_camera_wrote(tmp_path: Path, name: str) -> None:
    options: dict[str, Any] = {"exif": exif()}
    if name.lower().endswith("jpg"):
        options |= {"comment": CANARY, "xmp": f"<x>{CANARY}</x>".encode()}
    if name == "key.png":
        notes = PngInfo()
        notes.add_text("Author", CANARY)
        notes.add_itxt("XML:com.adobe.xmp", f"<x>{CANARY}</x>")
        options["pnginfo"] = notes
    path = saved(tmp_path / name, **options)
    with Image.open(path) as given:
        assert given.getexif().get_ifd(GPS)
    assert CANARY.encode() in path.read_bytes()
    assert inspect(path).wrong == ""
    assert CANARY.encode() not in prepare(path)
    made = shown(path)
    assert not made.getexif()
    assert not made.info.keys() & {"exif", "xmp", "comment", "photoshop", "Author", "XML:com.adobe.xmp"}


@pytest.mark.parametrize(
    ("turned", "size", "red"),
    [
        (1, (40, 20), (5, 10)),
        (2, (40, 20), (35, 10)),
        (3, (40, 20), (35, 10)),
        (4, (40, 20), (5, 10)),
        (5, (20, 40), (10, 5)),
        (6, (20, 40), (10, 5)),
        (7, (20, 40), (10, 35)),
        (8, (20, 40), (10, 35)),
        (0, (40, 20), (5, 10)),
        (9, (40, 20), (5, 10)),
    ],
)
def test_a_picture_stands_upright(
    tmp_path: Path, turned: int, size: tuple[int, int], red: tuple[int, int]
) -> None:
    path = saved(tmp_path / "key.jpg", exif=exif(turned))
    made = shown(path)
    assert made.size == size == size_as_shown(path)
    assert colour(made, red) == "red"
    assert colour(made, (size[0] - 1 - red[0], size[1] - 1 - red[1])) == "blue"


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ((3200, 1000), (1600, 500)),
        ((1000, 3200), (500, 1600)),
        ((1600, 1600), (1600, 1600)),
        ((5000, 1), (1600, 1)),
    ],
)
@pytest.mark.parametrize("turned", [1, 6])
def test_a_picture_has_at_most_1600_dots_a_side(
    tmp_path: Path, given: tuple[int, int], made: tuple[int, int], turned: int
) -> None:
    path = saved(tmp_path / "key.jpg", given, exif=exif(turned))
    assert inspect(path).wrong == ""
    assert shown(path).size == (made if turned == 1 else made[::-1]) == size_as_shown(path)
    assert max(made) <= MAX_SIDE


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("a.jpg", "CMYK"),
        ("a.jpg", "L"),
        ("a.png", "RGBA"),
        ("a.png", "LA"),
        ("a.png", "P"),
        ("a.png", "1"),
        ("a.png", "I;16"),
        ("a.webp", "RGBA"),
    ],
)
@pytest.mark.parametrize("size", [(40, 20), (2000, 10)])
def test_pictures_of_many_makes_come_out(tmp_path: Path, name: str, mode: str, size: tuple[int, int]) -> None:
    path = saved(tmp_path / name, size, mode)
    assert inspect(path).wrong == ""
    assert shown(path).size == size_as_shown(path)


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_what_can_be_seen_through_stays_so(tmp_path: Path, mode: str) -> None:
    clear: int | tuple[int, int, int] = (0, 0, 255) if mode == "RGB" else 0
    made = shown(saved(tmp_path / "key.png", mode=mode, transparency=clear)).convert("RGBA")
    assert made.getpixel((39, 0)) == (*((0, 0, 255) if mode == "RGB" else (0, 0, 0)), 0)


def test_a_moving_picture_stands_still(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.webp", save_all=True, append_images=[Image.new("RGB", (40, 20))])
    assert inspect(path).wrong == ""
    assert getattr(shown(path), "n_frames", 1) == 1


def test_a_picture_of_a_telephone_with_a_second_one_behind_it_is_taken(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "key.jpg", format="MPO", save_all=True, append_images=[Image.new("RGB", (40, 20))]
    )
    assert inspect(path).wrong == ""
    assert shown(path).format == "JPEG"


def test_the_same_picture_comes_out_the_same(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.jpg", exif=exif(6))
    assert prepare(path) == prepare(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        b'<svg onload="alert(1)"/>',
        b"%PDF-1.7",
        b"a key",
    ],
)
@pytest.mark.parametrize("name", ["key.jpg", "key.png", "key.webp"])
def test_what_is_no_picture_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert (
        inspect(path).wrong
        == "this file is not a picture that we can read. Save it again as .jpg, .png or .webp."
    )


@pytest.mark.parametrize(("name", "other"), [("key.jpg", "PNG"), ("key.png", "JPEG"), ("key.webp", "PNG")])
def test_a_picture_by_the_name_of_another_make_is_refused(tmp_path: Path, name: str, other: str) -> None:
    path = saved(tmp_path / name, format=other)
    assert inspect(path).wrong == f"this picture is {other}, and its name says otherwise. Save it again."


@pytest.mark.parametrize("make", ["GIF", "BMP", "TIFF", "PPM"])
def test_a_picture_of_a_make_that_we_do_not_take_is_refused(tmp_path: Path, make: str) -> None:
    wrong = inspect(saved(tmp_path / "key.png", format=make)).wrong
    assert wrong.startswith("this file is not a picture that we can read")


def test_a_picture_of_over_8_mb_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "key.png")
    with path.open("ab") as file:
        file.truncate(MAX_BYTES + 1)
    assert inspect(path).wrong == "this picture is bigger than 8 MB. Make it smaller."


@pytest.mark.parametrize("side", [7_000, 10_000, 20_000, 60_000])
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path, side: int) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    path = tmp_path / "key.png"
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    )
    assert inspect(path).wrong == "this picture has over 40 million dots. Make it smaller."


def variants(tmp_path: Path) -> Iterator[tuple[str, bytes]]:
    """Whole pictures of many makes, by names that say which."""
    noise = Image.effect_noise((90, 60), 80)
    plain: dict[str, Any] = {"exif": exif(6)}
    for mode, name, more in (
        ("RGB", "a.jpg", plain),
        ("RGB", "b.jpg", {"progressive": True, "icc_profile": PROFILE}),
        ("L", "c.jpg", {"icc_profile": PROFILE}),
        ("CMYK", "d.jpg", {}),
        ("RGB", "e.png", plain),
        ("RGBA", "f.png", {"icc_profile": PROFILE}),
        ("P", "g.png", {"transparency": 0}),
        ("I;16", "h.png", {}),
        ("1", "i.png", {}),
        ("LA", "j.png", {}),
        ("RGB", "k.webp", plain),
        ("RGBA", "l.webp", {"lossless": True}),
        ("RGB", "m.webp", {"save_all": True, "append_images": [Image.new("RGB", (90, 60))]}),
    ):
        path = tmp_path / name
        noise.convert(mode).save(path, **more)
        yield name, path.read_bytes()


def damaged(whole: bytes) -> Iterator[bytes]:
    """A picture cut at every power of two and near its end, with bytes changed, taken out and doubled."""
    chance = random.Random(1)
    yield from (whole[: 2**power] for power in range(16) if 2**power < len(whole))
    yield from (whole[:-missing] for missing in (1, 2, 3, 4, 8, 12, 13, 40))
    for _ in range(40):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(raw)
    for _ in range(20):
        start, end = sorted(chance.randrange(len(whole)) for _ in range(2))
        yield whole[:start] + whole[end:]
        yield whole[:end] + whole[start:]
    yield bytes(len(whole))


def test_what_is_said_to_be_fine_comes_out_and_what_is_not_says_so(tmp_path: Path) -> None:
    fine = refused = 0
    for name, whole in variants(tmp_path):
        path = tmp_path / name
        assert inspect(path).wrong == ""
        assert CANARY.encode() not in prepare(path)
        for raw in damaged(whole):
            path.write_bytes(raw)
            if wrong := inspect(path).wrong:
                refused += 1
                assert re.search("[Ss]ave it again|Make it smaller", wrong)
                continue
            fine += 1
            assert shown(path).size == size_as_shown(path)
            assert not shown(path).info.get("icc_profile")
    assert fine + refused > 1_300
    assert refused > 500


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
@pytest.mark.parametrize("silent", [False, True], ids=["", "though-another-library-wants-none-of-it-told"])
def test_a_picture_that_is_cut_off_is_refused_before_anything_is_built(
    tmp_path: Path, name: str, silent: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", silent)
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    noise.save(tmp_path / name)
    raw = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(raw[: len(raw) // 2])
    assert re.match(
        "this picture is cut off or damaged|this file is not a picture", inspect(tmp_path / name).wrong
    )


def test_a_picture_that_changed_since_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"no picture any more")
    with pytest.raises(PlainError, match=r"a\.jpg: this picture cannot be shown"):
        prepare(tmp_path / "a.jpg")


def test_a_picture_of_thousands_of_steps_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.jpg", progressive=True)
    raw = path.read_bytes()
    path.write_bytes(raw[:-2] + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" * 3_000 + raw[-2:])
    assert inspect(path).wrong == "this picture is put together in too many steps. Save it again."


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_colours_are_the_usual_ones_and_no_profile_says_whose_screen_it_was(
    tmp_path: Path, name: str
) -> None:
    owner = "Ann Example's".encode("utf-16-be")
    noted = PROFILE.replace("sRGB built-in".encode("utf-16-be"), owner)
    assert noted != PROFILE
    path = saved(tmp_path / name, icc_profile=noted)
    with Image.open(path) as image:
        assert owner in image.info["icc_profile"]
    made = prepare(path)
    assert owner not in made
    assert public(path) == made
    with Image.open(io.BytesIO(made)) as image:
        assert "icc_profile" not in image.info
        assert colour(image, (5, 10)) == "red"
    path = saved(tmp_path / name, icc_profile=b"no profile at all")
    assert "icc_profile" not in shown(path).info


def test_a_picture_of_another_colour_space_keeps_its_colours(tmp_path: Path) -> None:
    # A screen whose red is the usual green: what was saved as red has to come out as green.
    swapped = PROFILE.replace(b"rXYZ", b"____").replace(b"gXYZ", b"rXYZ").replace(b"____", b"gXYZ")
    path = saved(tmp_path / "a.png", icc_profile=swapped)
    with Image.open(io.BytesIO(prepare(path))) as image:
        pixel = image.convert("RGB").getpixel((5, 10))
    assert isinstance(pixel, tuple)
    assert pixel[1] > 200 > pixel[0]


def test_a_picture_beside_a_testimony_is_taken(tell: Tell, folder: Path) -> None:
    (folder / "sub").mkdir()
    saved(folder / "sub" / "a key.jpg")
    files = {"a.md": entry(body="![A key](sub/a%20key.jpg)"), "sub/b.md": entry(body="![A key](<a key.jpg>)")}
    assert tell(files).problems == ()


def test_the_pages_show_what_the_check_found_fine_and_decode_nothing_again(
    tell: Tell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(folder / "key.jpg")
    saved(folder / "door.jpg")
    (folder / "door.jpg").write_bytes((folder / "door.jpg").read_bytes()[:-300])
    told = tell(
        {"a.md": entry(body="![A key](key.jpg) ![A door](door.jpg)"), "b.md": entry(body="![A key](key.jpg)")}
    )
    decoded: list[str] = []
    load = ImageFile.ImageFile.load

    def counted(image: ImageFile.ImageFile) -> Any:
        decoded.append(str(image.filename))
        return load(image)

    monkeypatch.setattr(ImageFile.ImageFile, "load", counted)
    assert set(published_pictures(told)) == {"testimonies/a/key.jpg", "testimonies/b/key.jpg"}
    renderer = Renderer(told)
    shown = "".join(renderer.body(one, "../") for one in told.entries)
    assert shown.count("key.jpg") == 2
    assert "door.jpg" not in shown
    assert decoded == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("Key.png", "key.png"), ("key.PNG", "key.png"), ("KEY.jpg", "key.jpg"), ("t\u0177.png", "ty\u0302.png")],
)
def test_two_pictures_that_many_computers_take_for_one_are_named(folder: Path, one: str, other: str) -> None:
    for name in (one, other, "another.png"):
        saved(folder / name)
    told = [problem for problem in read_story(folder, called="").problems if problem.code == "file-twin"]
    [problem] = told
    assert {problem.path, one, other} == {one, other}
    assert "Rename one of them" in problem.message
