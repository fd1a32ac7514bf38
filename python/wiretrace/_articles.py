"""The pieces that were read, and what was passed over."""

from wiretrace._wiretrace import Article
from wiretrace.shapes import Skipped


class Articles(list[Article]):
    """Pieces in path order, and in ``skipped`` the files and records that were passed over, with reasons."""

    __module__ = "wiretrace"

    skipped: list[Skipped]
