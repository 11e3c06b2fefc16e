"""Every form in which words can be left over: each is found, or named as closed, and never counted as searched."""

import base64
import bz2
import gzip
import hashlib
import html
import io
import json
import lzma
import plistlib
import quopri
import re
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import brotli
import cbor2
import pytest

from sharedstory.organising.withdrawing import traces, unpacking
from sharedstory.organising.withdrawing.traces import Prints, Words

WORDS = "The heron came to our café door on Sundays and stayed."
RAW = WORDS.encode()
SPLIT = WORDS.split()
PRINTS = Prints.of(Words.of([], [WORDS]), "salt")


def zipped(raw: bytes, name: str = "a.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, raw)
    return file.getvalue()


def tarred(raw: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        item = tarfile.TarInfo("a.txt")
        item.size = len(raw)
        archive.addfile(item, io.BytesIO(raw))
    return file.getvalue()


def database(cell: str | bytes) -> bytes:
    data = sqlite3.connect(":memory:")
    data.execute("CREATE TABLE page (words)")
    data.execute("INSERT INTO page VALUES (?)", (cell,))
    data.commit()
    return data.serialize()


def picture(kind: str, **more: object) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.effect_noise((40, 40), 80).convert("RGB").save(file, kind, **more)
    return file.getvalue()


def noted() -> bytes:
    from PIL.PngImagePlugin import PngInfo

    note = PngInfo()
    note.add_text("Comment", WORDS, zip=True)
    return picture("PNG", pnginfo=note)


def raw_deflate() -> bytes:
    packed = zlib.compressobj(wbits=-15)
    return packed.compress(RAW * 9) + packed.flush()


def locked_zip() -> bytes:
    raw = bytearray(zipped(RAW))
    raw[6] |= 1
    raw[raw.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(raw)


def each(before: str, after: str = "") -> bytes:
    return "".join(f"{before}{word}{after}" for word in SPLIT).encode()


def timed(line: Callable[[int, str], str]) -> bytes:
    pairs = [" ".join(SPLIT[start : start + 2]) for start in range(0, len(SPLIT), 2)]
    return "\n".join(line(number, pair) for number, pair in enumerate(pairs, 1)).encode()


def packed_by(method: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("a.txt", RAW)
        archive.writestr("b.txt", b"Nothing")
    return file.getvalue()


def taken_out_of_a_zip() -> bytes:
    """A zip in which a file still is, although its list does not name it any more."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", RAW * 3)
        archive.writestr("b.txt", b"Nothing")
        del archive.filelist[0]
    return file.getvalue()


def noted_gzip() -> bytes:
    return b"\x1f\x8b\x08\x10\0\0\0\0\0\xff" + WORDS.encode("latin-1") + b"\0" + gzip.compress(b"x")[10:]


def a_pdf(shown: bytes, *, font: bytes = b"", objects: tuple[bytes, ...] = (), root: bytes = b"") -> bytes:
    """A PDF of one page. `objects` are more of them, from number 6; `root` is what the first says besides."""
    font = font or b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>"
    whole, at = b"%PDF-1.5\n", []
    for number, one in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            page + (b"/XObject<</X 6 0 R>>" if objects else b"") + b">>>>",
            shown if shown.startswith(b"<<") else stream(b"", shown),
            font,
            *objects,
        ),
        1,
    ):
        at.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    lines = b"".join(b"%010d 00000 n \n" % offset for offset in at)
    return (
        whole
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (
            len(at) + 1,
            lines,
            len(at) + 1,
            len(whole),
        )
    )


def stream(how: bytes, raw: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (how, len(raw), raw)


WESTERN = WORDS.encode("latin-1")
SHOWN = b"BT /F 12 Tf 10 700 Td (%s) Tj ET" % WESTERN
NOT_SHOWN = b"BT /F 12 Tf 10 700 Td (Nothing is here) Tj ET"
BY_NUMBER = b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/A>>]>>"


def deleted() -> bytes:
    data = sqlite3.connect(":memory:")
    for line in (
        "PRAGMA secure_delete=off",
        "CREATE TABLE a (x)",
        f"INSERT INTO a VALUES ('{WORDS}')",
        "DELETE FROM a",
    ):
        data.execute(line)
    data.commit()
    return data.serialize()


def a_word_a_row() -> bytes:
    data = sqlite3.connect(":memory:")
    data.execute("CREATE TABLE a (at, word)")
    data.executemany("INSERT INTO a VALUES (?, ?)", enumerate(SPLIT))
    data.commit()
    return data.serialize()


def log_of_a_database(folder: Path) -> bytes:
    data = sqlite3.connect(folder / "a.db")
    for line in ("PRAGMA journal_mode=wal", "CREATE TABLE a (x)", f"INSERT INTO a VALUES ('{WORDS}')"):
        data.execute(line)
    data.commit()
    return (folder / "a.db-wal").read_bytes()


def a_font() -> bytes:
    said = WORDS.encode("utf-16-be")
    names = zlib.compress(struct.pack(">9H", 0, 1, 18, 3, 1, 0x409, 4, len(said), 0) + said)
    return b"wOFF" + bytes(40) + b"name" + bytes(16) + names


FOUND: dict[str, bytes] = {
    "text": RAW,
    "text with a mark": b"\xef\xbb\xbf" + RAW,
    "capitals": WORDS.upper().encode(),
    "utf-16 with a mark": WORDS.encode("utf-16"),
    "utf-16 little": WORDS.encode("utf-16-le"),
    "utf-16 big": WORDS.encode("utf-16-be"),
    "utf-32 with a mark": WORDS.encode("utf-32"),
    "utf-32 little": WORDS.encode("utf-32-le"),
    "utf-32 big": WORDS.encode("utf-32-be"),
    "utf-16 behind an odd byte": b"x" + WORDS.encode("utf-16-le"),
    "utf-7": WORDS.encode("utf-7"),
    "windows": WORDS.encode("cp1252"),
    "old macintosh": WORDS.encode("mac_roman"),
    "dos": WORDS.encode("cp850"),
    "mainframe": WORDS.encode("cp037"),
    "letters in two parts": WORDS.replace("é", "e\u0301").encode(),
    "no accents": WORDS.replace("é", "e").encode(),
    "wide letters": "".join(chr(ord(x) + 0xFEE0) if "!" <= x <= "~" else x for x in WORDS).encode(),
    "ligatures": b"n/a",
    "soft hyphens": WORDS.replace("heron", "he\u00adron").encode(),
    "soft hyphens as entities": WORDS.replace("heron", "he&shy;ron").encode(),
    "no width": WORDS.replace("heron", "he\u200bron").encode(),
    "no break": WORDS.replace(" ", "\u00a0").encode(),
    "hyphenated": WORDS.replace("heron", "he-\nron").replace("Sundays", "Sun-\r\n  days").encode(),
    "lines": WORDS.replace(" ", "\r\n\t").encode(),
    "quoted in mail": timed(lambda number, pair: f"> {pair}"),
    "listed": timed(lambda number, pair: f"* {pair}"),
    "numbered": timed(lambda number, pair: f"{number}. {pair}"),
    "markdown within words": WORDS.replace("heron", "he**ro**n").encode(),
    "letters apart": " ".join(WORDS.replace(" ", " ")).encode(),
    "entities": html.escape(WORDS).replace("e", "&#101;").encode(),
    "entities by number": "".join(f"&#x{ord(letter):x};" for letter in WORDS).encode(),
    "entities twice": html.escape("".join(f"&#{ord(letter)};" for letter in WORDS)).encode(),
    "named entities": WORDS.replace("é", "&eacute;").replace(" ", "&nbsp;").encode(),
    "tags": f"<p>{WORDS.replace('heron', '<b class=x>he</b>ron')}</p>".encode(),
    "each in a tag": each("<li><p>", "</p></li>"),
    "a comment": f"<!-- {WORDS} -->".encode(),
    "an attribute": f'<img alt="{WORDS}">'.encode(),
    "where lines may break": WORDS.replace("heron", "he<wbr>ron").encode(),
    "a feed": f"<?xml version='1.0'?><content>{html.escape(f'<p>{WORDS}</p>')}</content>".encode(),
    "cdata": f"<?xml version='1.0'?><c><![CDATA[<p>{WORDS}</p>]]></c>".encode(),
    "a drawing": ("<svg>" + "".join(f"<text>{letter}</text>" for letter in WORDS) + "</svg>").encode(),
    "a word processor's runs": b"<?xml version='1.0'?>" + each("<w:r><w:t>", " </w:t></w:r>"),
    "json": json.dumps({"text": WORDS}).encode(),
    "json in json": json.dumps({"text": json.dumps({"text": f"<p>{WORDS}</p>"})}).encode(),
    "json with escapes": ("".join(f"\\u{ord(letter):04x}" for letter in WORDS)).encode(),
    "json of words with times": json.dumps(
        [{"start": n, "word": word, "type": "word"} for n, word in enumerate(SPLIT)]
    ).encode(),
    "json a line": timed(lambda number, pair: json.dumps({"at": number, "says": pair})),
    "javascript escapes": "".join(f"\\x{ord(letter):02x}" for letter in WORDS).encode(),
    "javascript code points": "".join(f"\\u{{{ord(letter):x}}}" for letter in WORDS).encode(),
    "javascript in parts": "'The her' + 'on came to' + ' our caf' + 'é door on Sun' + 'days and stayed.'".encode(),
    "javascript numbers": f"String.fromCharCode({','.join(str(ord(letter)) for letter in WORDS)})".encode(),
    "css": f"a::after{{content:'{WORDS.replace('r', chr(92) + '72 ')}'}}".encode(),
    "octal": WORDS.replace("e", "\\145").encode(),
    "a map of a program": json.dumps({"version": 3, "sourcesContent": [f"// {WORDS}\nx=1"]}).encode(),
    "percent": quote(WORDS).encode(),
    "percent twice": quote(quote(WORDS)).encode(),
    "a form": f"a=1&text={quote_plus(WORDS)}".encode(),
    "quoted-printable": quopri.encodestring(WORDS.encode(), quotetabs=True),
    "quoted-printable lines": b"The her=\r\non came to our caf=C3=A9 do=\r\nor on Sundays",
    "the head of mail": f"Subject: =?utf-8?B?{base64.b64encode(RAW).decode()}?=".encode(),
    "the head of mail, quoted": f"Subject: =?utf-8?Q?{WORDS.replace(' ', '_').replace('é', '=C3=A9')}?=".encode(),
    "a calendar": b"BEGIN:VCALENDAR\r\nDESCRIPTION:The her\r\n on came to our ca\r\n f"
    + "é door on Sundays".encode(),
    "rtf": b"{\\rtf1\\ansi The heron\\par came to \\b our caf\\'e9\\b0  door on Sundays}",
    "base64": base64.b64encode(RAW),
    "base64 in lines": base64.encodebytes(RAW * 3),
    "base64 for addresses": base64.urlsafe_b64encode(b"Say? ~~ " + RAW),
    "base64 twice": base64.b64encode(base64.b64encode(RAW)),
    "base64 of utf-16": base64.b64encode(WORDS.encode("utf-16-le")),
    "base64 of gzip": base64.b64encode(gzip.compress(RAW)),
    "base32": base64.b32encode(RAW),
    "ascii85": base64.a85encode(RAW, adobe=True),
    "uuencode": b"begin 644 a\n" + b"M" + base64.b64encode(b"") + b"\nend",
    "hexadecimal": RAW.hex().encode(),
    "a dump": RAW.hex(" ").encode(),
    "a data: address": b"<a href='data:text/html;base64," + base64.b64encode(RAW) + b"'>",
    "a data: address, percent": f"<a href='data:text/html,{quote(WORDS)}'>".encode(),
    "a data: drawing": f'url("data:image/svg+xml,{quote(f"<svg><text>{WORDS}</text></svg>")}")'.encode(),
    "subtitles srt": timed(lambda n, pair: f"{n}\n00:00:{n:02},000 --> 00:00:{n + 1:02},500\n{pair}\n"),
    "subtitles vtt": b"WEBVTT\n\n"
    + timed(lambda n, pair: f"00:{n:02}.000 --> 00:{n + 1:02}.500\n<v Ann>{pair}</v>\n"),
    "subtitles vtt with times within": b"WEBVTT\n\n"
    + timed(lambda n, pair: f"<00:00:{n:02}.100><c>{pair}</c>"),
    "subtitles ass": timed(
        lambda n, pair: f"Dialogue: 0,0:00:{n:02}.00,0:00:{n + 1:02}.00,Default,,0,0,0,,{pair}"
    ),
    "subtitles sbv": timed(lambda n, pair: f"0:00:{n:02}.000,0:00:{n + 1:02}.000\n{pair}\n"),
    "lyrics": timed(lambda n, pair: f"[00:{n:02}.10] {pair}"),
    "a transcript": timed(lambda n, pair: f"(0:{n:02}) {pair}"),
    "subtitles ttml": b"<?xml version='1.0'?><tt>"
    + timed(lambda n, pair: f"<p begin='{n}s'>{pair}</p>")
    + b"</tt>",
    "a table": ",".join(SPLIT).encode(),
    "a table with tabs": "\t".join(f'"{word}"' for word in SPLIT).encode(),
    "yaml": timed(lambda number, pair: f"- {pair}"),
    "gzip": gzip.compress(RAW),
    "gzip of two": gzip.compress(b"First.") + gzip.compress(RAW),
    "gzip in gzip": gzip.compress(gzip.compress(RAW)),
    "gzip behind text": b"A page." + gzip.compress(RAW * 2),
    "gzip behind a page and more": b"<p>A page.</p>\n" * 50 + gzip.compress(RAW) + b"\0" * 9,
    "zlib": zlib.compress(RAW),
    "zlib, best": zlib.compress(RAW, 9),
    "zlib behind text": b"blob 12\0" + zlib.compress(RAW),
    "bzip2": bz2.compress(RAW),
    "xz": lzma.compress(RAW),
    "lzma": lzma.compress(RAW, lzma.FORMAT_ALONE),
    "brotli.br": brotli.compress(RAW),
    "brotli": brotli.compress(RAW * 9),
    "zip": zipped(RAW),
    "zip in zip": zipped(zipped(RAW), "b.zip"),
    "zip of gzip": zipped(gzip.compress(RAW)),
    "zip behind a picture": picture("PNG") + zipped(RAW),
    "the name of a file in a zip": zipped(b"x", "the heron came to our café door.txt"),
    "a document": zipped(b"<?xml version='1.0'?>" + each("<w:r><w:t>", " </w:t></w:r>"), "word/document.xml"),
    "a book": zipped(f"<html><p>{WORDS}</p></html>".encode(), "OEBPS/a.xhtml"),
    "tar": tarred(RAW),
    "tar.gz": gzip.compress(tarred(RAW)),
    "tar of gzip": tarred(gzip.compress(RAW)),
    "a database": database(WORDS),
    "a database of gzip": database(gzip.compress(RAW)),
    "a property list": plistlib.dumps({"a": WORDS}, fmt=plistlib.FMT_BINARY),
    "pagefind": gzip.compress(b"pagefind_dcd" + json.dumps({"content": WORDS}).encode()),
    "pagefind's cbor": gzip.compress(b"pagefind_dcd" + cbor2.dumps(["x", [WORDS]])),
    "a picture's note": noted(),
    "a picture's comment": picture("JPEG", comment=RAW),
    "behind a picture": picture("JPEG") + RAW,
    "percent, as scripts had it": "".join(f"%u{ord(letter):04x}" for letter in WORDS).encode(),
    "octal bytes": "".join(f"\\{byte:o}" for byte in RAW).encode(),
    "bytes as numbers": ",\n".join(map(str, RAW)).encode(),
    "bytes as numbers with 0x": ",".join(f"{byte:#x}" for byte in RAW).encode(),
    "utf-8 taken for Western letters": WORDS.encode().decode("cp1252").encode(),
    "Western letters in mail": b"<p>The her=\r\non came to our caf=E9 do=\r\nor on Sun=\r\ndays</p>",
    "base32, small": base64.b32encode(RAW).lower(),
    "base32hex": base64.b32hexencode(RAW),
    "base85": base64.b85encode(RAW),
    "ascii85 without its marks": base64.a85encode(RAW),
    "base85 of zlib": base64.b85encode(zlib.compress(RAW)),
    "base64 of brotli": b'<script>x("' + base64.b64encode(brotli.compress(RAW * 2)) + b'")</script>',
    "base64 of deflate without a head": base64.b64encode(raw_deflate()),
    "base64 in parts of a script": b"atob('"
    + b"'+'".join(re.findall(b".{1,8}", base64.b64encode(RAW)))
    + b"')",
    "base64 in LDIF": b"description:: " + b"\n ".join(re.findall(b".{1,20}", base64.b64encode(RAW))),
    "a note of gzip": noted_gzip(),
    "gzip behind nothing": gzip.compress(b"A page") + bytes(512) + gzip.compress(RAW),
    "bzip2 of two": bz2.compress(b"x") + bz2.compress(RAW),
    "xz of two": lzma.compress(b"x") + bytes(4) + lzma.compress(RAW),
    "tar.xz": lzma.compress(tarred(RAW)),
    "a zip before another": zipped(RAW) + zipped(b"Nothing", "b.txt"),
    "taken out of a zip": taken_out_of_a_zip(),
    "a zip by lzma": packed_by(zipfile.ZIP_LZMA),
    "a zip by bzip2": packed_by(zipfile.ZIP_BZIP2),
    "a zip that is not packed": packed_by(zipfile.ZIP_STORED),
    "a program that unpacks itself": b"#!/bin/sh\nexec\n" + zipped(RAW),
    "words that were deleted in a document": zipped(
        b"<?xml version='1.0'?>" + each("<w:del><w:r><w:delText>", " </w:delText></w:r></w:del>")
    ),
    "paragraphs of a document": zipped(
        b"<?xml version='1.0'?>" + each("<w:p><w:r><w:t>", "</w:t></w:r></w:p>")
    ),
    "slides": zipped(b"<?xml version='1.0'?>" + each("<a:p><a:r><a:t>", "</a:t></a:r></a:p>")),
    "an open document": zipped(
        b"<?xml version='1.0'?>"
        + "<text:s/>".join(f"<text:span>{w[0]}</text:span>{w[1:]}" for w in SPLIT).encode()
    ),
    "a pdf": a_pdf(SHOWN),
    "a pdf, packed": a_pdf(stream(b"/Filter/FlateDecode", zlib.compress(SHOWN))),
    "a pdf, packed twice": a_pdf(
        stream(b"/Filter[/ASCII85Decode/FlateDecode]", base64.a85encode(zlib.compress(SHOWN)) + b"~>")
    ),
    "a pdf in hexadecimal": a_pdf(b"BT /F 12 Tf 10 700 Td <%s> Tj ET" % WESTERN.hex().encode()),
    "a pdf whose letters are moved": a_pdf(
        b"BT /F 12 Tf 10 700 Td [" + b" 20 ".join(b"(%c)" % byte for byte in WESTERN) + b"] TJ ET"
    ),
    "what no page of a pdf shows": a_pdf(
        NOT_SHOWN, objects=(stream(b"/Filter/FlateDecode", zlib.compress(SHOWN)),)
    ),
    "what a pdf says of itself": a_pdf(
        NOT_SHOWN,
        root=b"/Metadata 6 0 R",
        objects=(stream(b"/Type/Metadata/Subtype/XML", f"<x>{WORDS}</x>".encode()),),
    ),
    "a database, a word a row": a_word_a_row(),
    "a row that was deleted": deleted(),
    "a calendar that parts a letter": b"BEGIN:VCALENDAR\r\nDESCRIPTION:The heron came to our caf\xc3\r\n \xa9 door",
    "a card": b"BEGIN:VCARD\r\nNOTE;ENCODING=QUOTED-PRINTABLE:" + quopri.encodestring(RAW, quotetabs=True),
    "a page without quotes": f"<p title={WORDS.replace(' ', '&#32;')}>".encode(),
    "lines of a page": WORDS.replace(" ", "<br>").encode(),
    "a word above each": ("<ruby>" + "".join(f"{word}<rt>x y</rt> " for word in SPLIT) + "</ruby>").encode(),
    "a note after each": each("", "[^1] "),
    "a small note after each": each("", "<sup><a href='#1'>1</a></sup> "),
    "a link in each": "".join(f"[{word}](https://example.org/{n}) " for n, word in enumerate(SPLIT)).encode(),
    "a link of a wiki in each": "".join(f"[[Page {n}|{word}]] " for n, word in enumerate(SPLIT)).encode(),
    "a comment in a word": WORDS.replace("heron", "he<!-- x -->ron").encode(),
    "css in parts": ('a::before{content:"' + '" "'.join(re.findall(".{1,5}", WORDS)) + '"}').encode(),
    "a list of words in a script": f"[{','.join(map(repr, SPLIT))}].join(' ')".encode(),
    "names in json": json.dumps(dict.fromkeys(SPLIT, 1)).encode(),
    "json for a script": f"show({json.dumps({'a': WORDS})});".encode(),
    "a map of a program in it": b"//# sourceMappingURL=data:application/json;base64,"
    + base64.b64encode(json.dumps({"sourcesContent": [WORDS]}).encode()),
    "a line that goes on": b'a: "The her\\\n  on came to our ca\\\r\n\tf\xc3\xa9 door on Sundays"',
    "cdata in parts": b"<?xml version='1.0'?><a>"
    + "".join(f"<![CDATA[{part}]]>" for part in re.findall(".{1,4}", WORDS)).encode()
    + b"</a>",
    "names of their own": "<!DOCTYPE a [<!ENTITY h 'The heron came to our'>]><a>&h; café door on Sundays</a>".encode(),
    "attributes": "".join(f'<String CONTENT="{word}" WC="0.9"/><SP/>' for word in SPLIT).encode(),
    "tex": WORDS.replace("é", "{\\'e}").encode(),
    "tex, the other way": WORDS.replace("é", "\\'{e}").encode(),
    "subtitles to sing to": b"1\n00:00:01,000 --> 00:00:02,000\n" + each("{\\k20}", " "),
    "subtitles with a place": b"WEBVTT\n\n"
    + timed(lambda n, pair: f"00:{n:02}.000 --> 00:{n + 1:02}.500 line:0 position:20%\n<v Ann>{pair}\n"),
    "live subtitles": b"WEBVTT\n\n"
    + "\n\n".join(
        f"00:{n:02}.000 --> 00:{n:02}.900\n{' '.join(SPLIT[max(0, n - 2) : n])}\n{' '.join(SPLIT[n : n + 2])}"
        for n in range(0, len(SPLIT), 2)
    ).encode(),
    "a table, a word a row": "\n".join(f"{n},{word},noun" for n, word in enumerate(SPLIT)).encode(),
    "a table with tabs, a word a row": "\n".join(
        f"{n}\t{word}\tnoun" for n, word in enumerate(SPLIT)
    ).encode(),
    "in a program's data": b"\x80\x04\x95\0\0\0" + WESTERN + b"\0\0" + bytes(range(200)),
    "colours of a terminal": WORDS.replace("heron", "he\x1b[1mro\x1b[0mn").encode(),
    "a change": timed(lambda number, pair: f"-{pair}"),
    "a webarchive": plistlib.dumps({"WebMainResource": {"WebResourceData": RAW}}, fmt=plistlib.FMT_BINARY),
    "an answer in parts, packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(RAW),
}
FOUND["ligatures"] = "The heron came to our ﬂat oﬃce door on Sundays".encode()
FOUND["uuencode"] = (
    b"begin 644 a\n"
    + b"".join(__import__("binascii").b2a_uu(RAW[start : start + 45]) for start in range(0, len(RAW), 45))
    + b"`\nend\n"
)
TOGETHER = "The heron came to our café door on Sundays"
FOUND |= {
    form: text.encode()
    for form, text in {
        "an address": "/testimonies/the-heron-came-to-our-cafe-door-on-sundays/",
        "an address with its letters in bytes": "/the-heron-came-to-our-caf%C3%A9-door-on-sundays",
        "a name of a host": "https://xn--"
        + "the-heron-came-to-our-café-door".encode("punycode").decode()
        + ".example/",
        "a name of a file": "TheHeronCameToOurCafeDoorOnSundays.txt",
        "a hashtag": f"#{''.join(word.capitalize() for word in TOGETHER.split())}",
        "a hashtag in small letters": f"#{TOGETHER.replace(' ', '').lower()}",
        "a name of a function": "theHeronCameToOurCafeDoorOnSundays()",
        "a folder of mail": TOGETHER.replace("é", "&AOk-"),
        "an attribute": 'data-the-heron-came-to-our-cafe-door-on-sundays=""',
        "a word with signs that nobody sees": TOGETHER.replace(" ", " \u200b").replace("é", "e\u0301\u00ad"),
    }.items()
}
ALSO = Prints.of(Words.of([], ["The heron came to our flat office door on Sundays"]), "salt")

CLOSED: dict[str, bytes] = {
    "a picture": picture("PNG"),
    "a photograph": picture("JPEG"),
    "a moving picture": picture("GIF"),
    "webp": picture("WEBP"),
    "tiff": picture("TIFF"),
    "avif": b"\0\0\0\x1cftypavif" + bytes(range(256)),
    "a picture in a page": b'<img src="data:image/png;base64,' + base64.b64encode(picture("PNG")) + b'">',
    "a picture in a zip": zipped(picture("PNG"), "a.png"),
    "film": b"\0\0\0\x18ftypmp42" + bytes(range(256)),
    "matroska": b"\x1aE\xdf\xa3" + bytes(range(256)),
    "sound": b"ID3\4" + bytes(range(256)),
    "ogg": b"OggS" + bytes(range(256)),
    "wave": b"RIFF\x24\0\0\0WAVEfmt " + bytes(range(256)),
    "a font": b"wOF2" + bytes(range(256)),
    "an old font": b"\0\1\0\0" + bytes(range(256)),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(range(256)),
    "rar": b"Rar!\x1a\7\1\0" + bytes(range(256)),
    "zstandard": b"\x28\xb5\x2f\xfd" + bytes(range(256)),
    "lz4": b"\x04\x22M\x18" + bytes(range(256)),
    "compress": b"\x1f\x9d\x90" + bytes(range(256)),
    "an old office file": b"\xd0\xcf\x11\xe0" + bytes(range(256)),
    "deflate without a head": raw_deflate(),
    "a locked zip": locked_zip(),
    "half a zip": zipped(RAW)[:60],
    "half a gzip": gzip.compress(RAW * 50)[:40],
    "half a brotli.br": brotli.compress(bytes(range(256)) * 3)[:40],
    "a damaged pdf": b"%PDF-1.7 ...",
    "a damaged database": b"SQLite format 3\0" + bytes(range(256)),
    "a locked message": b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n",
    "a vault": b"$ANSIBLE_VAULT;1.1;AES256\n6261\n",
    "an age file": b"age-encryption.org/v1\n-> X25519 abc\n",
    "openssl": b"Salted__" + bytes(range(256)),
    "the name of a font": a_font(),
    "yenc": b"=ybegin line=128 size=55 name=a\r\n" + bytes((byte + 42) % 256 for byte in RAW),
    "a pdf whose letters are put down one by one": a_pdf(
        b"BT /F 12 Tf 10 700 Td " + b"".join(b"(%c) Tj 7 0 Td " % byte for byte in WESTERN) + b" ET"
    ),
    "a pdf that does not say which letters": a_pdf(
        b"BT /F 12 Tf 10 700 Td <%s> Tj ET" % "".join(f"{ord(x) - 29:04X}" for x in WORDS).encode(),
        font=BY_NUMBER,
    ),
    "nobody knows what, in letters": b'<script>var a="'
    + base64.b64encode(hashlib.shake_128(RAW).digest(200))
    + b'"</script>',
    "zstandard in letters": base64.b64encode(b"\x28\xb5\x2f\xfd" + bytes(range(256))),
    "a file of a zip by a way of its own": zipped(RAW).replace(b"\x08\0", b"\x63\0"),
    "a pack of git": b"PACK\0\0\0\2" + bytes(range(256)),
    "a bundle of git": b"# v2 git bundle\n" + bytes(range(256)),
    "postscript": b"%!PS-Adobe-3.0\n(T) show (he) show",
    "parquet": b"PAR1" + bytes(range(256)),
    "a program": b"\x7fELF\2\1\1\0" + bytes(range(256)),
    "a web program": b"\0asm\1\0\0\0" + bytes(range(256)),
    "bytes of nobody knows what": bytes(range(256)) * 4,
}
HARMLESS = {
    "a page": b"<p>The heron came to the door on Mondays, and went.</p>",
    "a sum": b'<script integrity="sha512-'
    + base64.b64encode(bytes(range(200, 256)) + b"x" * 8)
    + b'"></script>',
    "a key": b"key: " + base64.b64encode(hashlib.shake_128(b"key").digest(64)),
    "an address": b"https://example.org/" + b"Some/Long/Address/Of/A/Page/That/Has/Many/Parts/2026/" * 4,
    "a document of many parts": zipped(zipped(b"Nothing", "b.txt") + b"", "c.zip"),
    "an icon": b"url('data:image/svg+xml;base64," + base64.b64encode(b"<svg><path d='M1 2'/></svg>") + b"')",
    "packed": gzip.compress(zipped(b"Nothing of it.")),
    "wide": "Nothing of it, é.".encode("utf-16"),
    "Arabic": "جاءت البلشونة إلى بابنا يوم الأحد وبقيت هناك طويلا".encode(),
}


def there(inside: unpacking.Contents) -> bool:
    return any(PRINTS.within(text) or ALSO.within(text) for text in inside.texts)


@pytest.mark.parametrize("form", FOUND)
def test_words_are_found_in_every_form_that_can_be_opened(form: str) -> None:
    assert there(unpacking.opened(FOUND[form], form))


@pytest.mark.parametrize("form", CLOSED)
def test_what_cannot_be_opened_is_named_as_closed(form: str) -> None:
    assert unpacking.opened(CLOSED[form], form).closed


@pytest.mark.parametrize("form", HARMLESS)
def test_what_was_searched_and_has_none_of_it_is_neither(form: str) -> None:
    inside = unpacking.opened(HARMLESS[form], form)
    assert (there(inside), inside.closed) == (False, "")


def test_words_in_the_log_of_a_database_are_found_or_it_is_closed(tmp_path: Path) -> None:
    inside = unpacking.opened(log_of_a_database(tmp_path), "a.db-wal")
    assert there(inside)
    assert inside.closed


def test_there_are_as_many_forms_as_people_leave() -> None:
    assert len(FOUND) + len(CLOSED) >= 220


def test_what_is_packed_too_often_or_too_big_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_DEPTH", 1)
    raw = RAW
    for _ in range(6):
        raw = gzip.compress(raw)
    assert unpacking.opened(raw).closed == unpacking.TOO_DEEP
    bomb = gzip.compress(bytes(unpacking.MAX_BYTES) * 5)
    assert unpacking.opened(bomb).closed


def test_the_history_of_a_published_branch_is_named_and_not_gone_into(tmp_path: Path) -> None:
    (tmp_path / ".git" / "objects").mkdir(parents=True)
    (tmp_path / ".git" / "index").write_bytes(RAW)
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "a.txt").write_bytes(RAW)
    names = [path.relative_to(tmp_path).as_posix() for path in traces.files(tmp_path)]
    assert names == [".git", ".well-known/a.txt"]


def test_nobody_can_read_the_words_in_their_prints() -> None:
    kept = repr(PRINTS).casefold()
    assert not [word for word in SPLIT if len(word) > 3 and word.casefold() in kept]
    assert PRINTS.within(WORDS)
    assert not Prints.of(Words.of([], [WORDS]), "other").hashes & PRINTS.hashes


def test_a_name_that_an_address_keeps_is_no_trace() -> None:
    """The name of a piece often is its title, and stays, so that its old address can say what was done."""
    text = "/testimonies/the-heron-came-to-our-cafe-door/"
    assert PRINTS.within(text)
    assert not PRINTS.within(text, {"the-heron-came-to-our-cafe-door"})


@pytest.mark.parametrize(
    "text", ["getElementByTheHeron", "the-heron-and-the-door", "theheronwent", "a" * 400, "Sundaysandstayed"]
)
def test_words_that_are_together_by_chance_are_no_trace(text: str) -> None:
    assert not PRINTS.within(text)


def test_a_name_is_found_in_the_name_of_a_file_and_a_word_alone_is_not() -> None:
    prints = Prints.of(Words.of(["Jo Sample", "Door"], []), "salt")
    assert prints.within("/files/photo-of-Jo-Sample.jpg")
    assert not prints.within("var myDoorHandler, the-Door-handle")
