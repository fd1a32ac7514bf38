"""What goes wrong: each with the words that the command prints."""


class WiretraceError(Exception):
    """What ends a call; the words say where, and the way out."""


class NotFoundError(WiretraceError, FileNotFoundError):
    """A path that was named is not there."""


class InputError(WiretraceError, ValueError):
    """A setting is out of its range, a pattern cannot be understood, or a column is not what it should be."""


class SkippedWarning(UserWarning):
    """A file or record that was passed over while something was checked against its folder."""
