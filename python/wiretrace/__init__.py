"""Tells which articles are rewrites of which original, and what each changed.

    >>> import wiretrace
    >>> report = wiretrace.scan("articles/")
    >>> print(report["families"])

What the functions give is what the command ``wiretrace`` prints as JSON, as Python's own objects; ``wiretrace.shapes`` has every field.
They let other threads of Python run while they work.
"""

from wiretrace._articles import Articles
from wiretrace._errors import InputError, NotFoundError, SkippedWarning, WiretraceError
from wiretrace._wiretrace import Article, RecordBatch, __version__, check, clean, keys, read, scan, trace, verify
from wiretrace.shapes import CheckReport, CleanText, Report, Skipped, Span, Trace

__all__ = [
    "Article",
    "Articles",
    "CheckReport",
    "CleanText",
    "InputError",
    "NotFoundError",
    "RecordBatch",
    "Report",
    "Skipped",
    "SkippedWarning",
    "Span",
    "Trace",
    "WiretraceError",
    "__version__",
    "check",
    "clean",
    "cut",
    "keys",
    "read",
    "scan",
    "trace",
    "verify",
]


def cut(text: str, span: Span) -> str:
    """Cuts a span, which counts bytes of UTF-8, out of its text."""
    start, end = span
    return text.encode()[start:end].decode()
