"""Holds an object against the type that the stubs give it, to the last field."""

from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict


def misfits(value: Any, shape: Any, place: str = "") -> list[str]:
    """Lists where a value is not of a shape: missing fields and unknown ones, and values of another type."""
    if is_typeddict(shape):
        if not isinstance(value, dict):
            return [f"{place}: {value!r} is no object"]
        hints = get_type_hints(shape)
        fields = [f"{place}: {field}" for field in sorted(value.keys() ^ hints.keys())]
        known = [misfits(value[field], hint, f"{place}.{field}") for field, hint in hints.items() if field in value]
        return fields + [misfit for found in known for misfit in found]
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is list:
        if not isinstance(value, list):
            return [f"{place}: {value!r} is no list"]
        return [misfit for at, item in enumerate(value) for misfit in misfits(item, arguments[0], f"{place}[{at}]")]
    if origin is Literal:
        return [] if value in arguments else [f"{place}: {value!r} is none of {arguments}"]
    if origin in (Union, UnionType):
        return min((misfits(value, one, place) for one in arguments), key=len)
    kinds = (int, float) if shape is float else (NoneType if shape is None else shape,)
    return [] if isinstance(value, kinds) and not (shape is int and isinstance(value, bool)) else [f"{place}: {value!r} is no {shape}"]
