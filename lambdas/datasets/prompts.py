"""Records without turns: a prompt and its completion, an image and its caption, or plain text.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
"""

from lambdas.datasets import media
from lambdas.datasets.limits import Limits, read_object
from lambdas.datasets.reading import RECORD, JsonObject, Reading
from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Verdict

PROMPT, COMPLETION = "prompt", "completion"
INPUT = "input"
IMAGE, CAPTION = "image-ref", "caption"


class FlatCheck:
    """Judges records that are one object of texts."""

    members: tuple[str, ...]

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def __call__(self, line: bytes) -> Verdict:
        """Return the judgement on one line."""
        reading = Reading()
        read = read_object(line, self._limits, reading)
        record = read and reading.object(read.value, RECORD, self.members)
        if record:
            self._read(record, reading)
        return self._limits.judged(reading)

    def _read(self, record: JsonObject, reading: Reading) -> None:
        raise NotImplementedError


class PromptCheck(FlatCheck):
    """Judges `{"prompt": ..., "completion": ...}`."""

    members = (PROMPT, COMPLETION)

    def _read(self, record: JsonObject, reading: Reading) -> None:
        for name in self.members:
            if reading.is_a(str, record[name], name, RECORD):
                reading.text(record[name], learned=name == COMPLETION)


class TextCheck(FlatCheck):
    """Judges `{"input": ...}`: all of it is learned."""

    members = (INPUT,)

    def _read(self, record: JsonObject, reading: Reading) -> None:
        if reading.is_a(str, record[INPUT], INPUT, RECORD):
            reading.text(record[INPUT], learned=True)


class CaptionCheck(FlatCheck):
    """Judges `{"image-ref": "s3://...", "caption": ...}`."""

    members = (IMAGE, CAPTION)

    def _read(self, record: JsonObject, reading: Reading) -> None:
        media.note_address(record[IMAGE], media.IMAGE, IMAGE, reading)
        if reading.is_a(str, record[CAPTION], CAPTION, RECORD):
            self._read_caption(record[CAPTION], reading)

    def _read_caption(self, caption: str, reading: Reading) -> None:
        reading.text(caption, learned=True)
        limits = self._limits.rules.captions
        if limits is None:
            return
        least, most = limits.min_characters, limits.max_characters
        given = f"a caption of {len(caption)} characters"
        if least is not None and len(caption) < least:
            reading.add(Rule.TEXT_LENGTH, given, f"at least {least}")
        if most is not None and len(caption) > most:
            reading.add(Rule.TEXT_LENGTH, given, f"at most {most}")
