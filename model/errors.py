"""The one kind of error a user can cause."""


class UserError(Exception):
    """Wrong input, told in lines that a user can act on.

    Args:
        *lines: one line for each problem: where, what, what is allowed, the nearest known name; messages, which the
            command line tells in the reader's language.

    Example:
        >>> try:
        ...     simulate("no-such-policy")
        ... except UserError as error:
        ...     told = error.lines
    """

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = list(lines)
