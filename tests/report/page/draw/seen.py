"""What is to be seen in a figure: a browser reads it as XML, and so do the tests."""

from __future__ import annotations

import re
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def tree(svg):
    """Return a figure's elements; a figure that is no XML is an error."""
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return ElementTree.fromstring(svg.replace("<svg", head, 1))


def texts(svg):
    """Return all that is written in a figure."""
    return [(text.text or "").strip() for text in tree(svg).iter(f"{SVG}text")]


def points(svg, colour):
    """Return how many markers of a scatter have a colour of the page."""
    return len(re.findall(rf"<use [^>]*fill: var\(--{colour}\)", svg))
