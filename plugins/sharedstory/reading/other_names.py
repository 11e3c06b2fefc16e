"""What other programs call our fields, and which fields of theirs we do not need.

Names are in small letters with _ between words. A name of our own is never in here.
"""

_OTHERS = {
    "tags": "topics topic categories category keywords keyword labels label tag subjects subject themes theme hashtags taxonomy tag_list",
    "summary": (
        "description excerpt abstract subtitle intro introduction teaser blurb lead lede standfirst synopsis desc "
        "meta_description seo_description overview snippet tldr"
    ),
    "authors": "author by byline name writer writers author_name written_by contributor contributors creator creators",
    "date": (
        "published created pubdate updated date_published published_at publish_date publishdate pub_date created_at "
        "date_created updated_at modified last_modified lastmod last_mod posted year day when last_updated"
    ),
    "lang": "language locale languages lng",
    "places": "location place where locations region regions city town area county country",
    "kind": "type content_type post_type sort genre format",
    "title": "heading headline titel",
    "voices": "voice perspective speaker",
    "quote": "pullquote pull_quote quotation",
}
OTHER_NAMES = {other: name for name, others in _OTHERS.items() for other in others.split()}

_ADDRESS = "the address of the page comes from the name of the file."
_LOOK = "the site decides how its pages look."
_ORDER = "the site puts its stories in order by date."
_PICTURE = "put a picture into the text instead: ![what it shows](picture.jpg)."
_PROGRAM = "it is a setting of another program."
_STATUS = "write draft: true to keep the story back. Without that line it can be published."
_CONTACT = "everything in this file can be read by everybody."
_FIELDS = {
    _ADDRESS: "slug permalink id url uri path redirect_from redirects guid basename filename canonical canonical_url uuid",
    _LOOK: "layout template theme_color css css_class cssclass cssclasses style styles class bodyclass body_class icon color colour header footer page_layout",
    _ORDER: "weight order nav_order sidebar_position position menu menu_order nav parent sidebar rank index priority sticky featured pinned sort_order",
    _PICTURE: (
        "image images thumbnail cover cover_image featured_image feature_image hero hero_image banner header_image photo "
        "picture og_image social_image teaser_image thumb preview_image"
    ),
    _PROGRAM: (
        "toc comments comment hide search math mathjax katex plugins output outputs series cascade build markup editor "
        "draft_url show_date reading_time share sitemap robots noindex analytics lastfm jupyter engine pagination paginate "
        "enable_comments disable_comments showtoc table_of_contents excerpt_separator render_with_liquid eleventy_navigation "
        "eleventy_exclude_from_collections hide_title export_on_save pdf bibliography csl version license"
    ),
    _STATUS: "status state published_status visibility public private publish is_draft is_published post_status",
    _CONTACT: "email e_mail mail phone telephone tel address postcode contact twitter facebook mobile",
}
LEFT_OUT = {name: reason for reason, names in _FIELDS.items() for name in names.split()}
