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
    if isinstance(info, inspect.EnumType):
        return " or ".join(shown(one.value) for one in info.cls)
    if isinstance(info, inspect.ListType):
        return f"a list{_long(info)} of {allowed_by(info.item_type)}"
    return WORDS.get(type(info), "a value of another type") + _limits(info)


def _limits(info: inspect.Type) -> str:
    if isinstance(info, inspect.StrType):
        return _length(info)
    return _bounds(info) if isinstance(info, inspect.IntType | inspect.FloatType) else ""


def _length(text: inspect.StrType) -> str:
    if text.max_length is None:
        return "" if not text.min_length else f" of {text.min_length} or more characters"
    return f" of {text.min_length or 0} to {text.max_length} characters"


def _bounds(number: inspect.IntType | inspect.FloatType) -> str:
    bounds = [("from", number.ge), ("above", number.gt), ("up to", number.le), ("below", number.lt)]
    return "".join(f" {word} {bound}" for word, bound in bounds if bound is not None)


def _long(of: inspect.ListType) -> str:
    return "" if of.max_length is None else f", {of.min_length or 0} to {of.max_length} long,"


def _why(info: inspect.Metadata) -> str:
    """Return why nothing else is allowed: of a word without alternative or of a text's form."""
    why = (info.extra_json_schema or {}).get("description")
    formed = isinstance(info.type, inspect.StrType) and info.type.pattern is not None
    return f"; {why}" if why and (formed or isinstance(info.type, inspect.LiteralType)) else ""
