"""What goes wrong: each with the words that the command prints."""


class WiretraceError(Exception):
    """What ends a call; the words say where, and the way out."""

    __module__ = "wiretrace"


class NotFoundError(WiretraceError, FileNotFoundError):
    """A path that was named is not there."""

    __module__ = "wiretrace"


class InputError(WiretraceError, ValueError):
    """A setting is out of its range, a pattern cannot be understood, or a column is not what it should be."""

    __module__ = "wiretrace"


class SkippedWarning(UserWarning):
    """A file or record that was passed over while something was checked against its folder."""

    __module__ = "wiretrace"
