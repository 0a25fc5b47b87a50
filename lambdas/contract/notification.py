"""What people are told, by mail or whatever else subscribes."""

from collections.abc import Sequence

import msgspec

LONGEST_SUBJECT = 99
"""SNS wants fewer than 100 printable ASCII characters.
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A message for SNS."""

    subject: str
    message: str

    @classmethod
    def of(cls, subject: str, lines: Sequence[str]) -> "Notification":
        """Return a message with a subject that SNS takes."""
        printable = "".join(c if c.isascii() and c.isprintable() else "?" for c in subject)
        return cls(subject=printable[:LONGEST_SUBJECT], message="\n".join(lines))


NOTHING = Notification(subject="", message="")
"""Nobody is told."""
