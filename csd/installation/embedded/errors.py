"""What can go wrong with the embedded servers, as one sentence for the operator."""


class EmbeddedError(Exception):
    """An embedded server cannot be found, started or stopped; the message says which and why."""
