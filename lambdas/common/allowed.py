"""What a type allows, in words for the person who wrote the request."""

from msgspec import inspect

from lambdas.contract.problems import shown

WORDS: dict[type[inspect.Type], str] = {
    inspect.StrType: "text",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.BoolType: "true or false",
    inspect.NoneType: "null",
    inspect.StructType: "an object",
}


def allowed_by(info: inspect.Type) -> str:
    """Return in words which JSON values a type takes."""
    if isinstance(info, inspect.Metadata):
        return allowed_by(info.type) + _why(info)
    if isinstance(info, inspect.UnionType):
        return " or ".join(allowed_by(one) for one in info.types)
    if isinstance(info, inspect.LiteralType):
        return " or ".join(map(shown, info.values))
    words = WORDS.get(type(info), "a value of another type")
    if isinstance(info, inspect.StrType):
        return words + _length(info)
    if isinstance(info, inspect.IntType | inspect.FloatType):
        return words + _bounds(info)
    return words


def _length(text: inspect.StrType) -> str:
    if text.max_length is None:
        return "" if not text.min_length else f" of {text.min_length} or more characters"
    return f" of {text.min_length or 0} to {text.max_length} characters"


def _bounds(number: inspect.IntType | inspect.FloatType) -> str:
    bounds = [("from", number.ge), ("above", number.gt), ("up to", number.le), ("below", number.lt)]
    return "".join(f" {word} {bound}" for word, bound in bounds if bound is not None)


def _why(info: inspect.Metadata) -> str:
    """Return why nothing else is allowed: of a word that has no alternative, its description."""
    why = (info.extra_json_schema or {}).get("description")
    return f"; {why}" if why and isinstance(info.type, inspect.LiteralType) else ""
