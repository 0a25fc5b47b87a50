"""The rules that data can break, each with a name that reports, programs and docs share."""

from enum import StrEnum
from typing import Self


class Rule(StrEnum):
    """One rule; documentation shows this table."""

    meaning: str

    ENCODING = "encoding", "UTF-8 text: no compression, no byte order mark, no broken characters"
    JSON = "json", "one JSON value a line, as every JSON parser reads it"
    DOUBLED_KEY = "doubled_key", "a key stands once in an object"
    EMPTY_LINE = "empty_line", "no empty line, also none at the end"
    LINE_LENGTH = "line_length", "a line is no longer than the model or this check takes"
    SHAPE = "shape", "a record has the members of its format, of the right types, and no others"
    CONTENT = "content", "a record holds only what the model learns from, where it may stand"
    TURN_ORDER = "turn_order", "user and assistant in turn, in the order that the method wants"
    EMPTY_TEXT = "empty_text", "no text is empty or white space alone"
    RESERVED_TEXT = "reserved_text", "no text holds what the model's own training reserves"
    TEXT_LENGTH = "text_length", "a text is as long as the model allows, in characters"
    RECORD_TOKENS = "record_tokens", "a record has no more tokens than the model takes"
    TOOLS = "tools", "tools are described, calls name them, results answer a call before"
    MEDIA_FORMAT = "media_format", "images, videos and documents are of formats the model reads"
    MEDIA_COUNT = "media_count", "a record has no more media than the model takes"
    MEDIA_ADDRESS = "media_address", "media have an s3:// address of the alphabet Bedrock reads"
    MODALITY = "modality", "a dataset has images or videos, not both"
    MEDIA_BUCKET = "media_bucket", "all media of a dataset are in one bucket"
    RECORD_COUNT = "record_count", "as many records as the model wants, and no more than it takes"
    FILE_SIZE = "file_size", "a dataset is no larger than the model or the run takes"
    VALIDATION = "validation", "validation data only where the model takes them"

    def __new__(cls, name: str, meaning: str) -> Self:
        """Make the member a text that carries its meaning."""
        member = str.__new__(cls, name)
        member._value_ = name
        member.meaning = meaning
        return member
