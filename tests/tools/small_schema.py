# SPDX-License-Identifier: MIT
"""The part of JSON Schema that our own schemas use, for machines without python3-jsonschema. A word
it does not know is an error, so that nothing goes unchecked unnoticed."""
import math
import re

TYPES = {'object': dict, 'array': list, 'string': str, 'boolean': bool, 'null': type(None)}
NOTES = {'$schema', '$id', '$defs', 'title', 'description', 'default'}


def has_type(value, name):
    if name in ('number', 'integer'):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        return number and (name == 'number' or (math.isfinite(value) and value == int(value)))
    return isinstance(value, TYPES[name])


def check_object(value, schema, root, path):
    properties = schema.get('properties', {})
    for key in schema.get('required', []):
        if key not in value:
            yield f'{path}: no {key}'
    for key, item in value.items():
        if 'propertyNames' in schema:
            yield from errors(key, schema['propertyNames'], root, f'{path}/{key} (name)')
        other = schema.get('additionalProperties', True)
        if key in properties:
            yield from errors(item, properties[key], root, f'{path}/{key}')
        elif other is False:
            yield f'{path}: {key} is not in the schema'
        elif other is not True:
            yield from errors(item, other, root, f'{path}/{key}')


def check_array(value, schema, root, path):
    if len(value) < schema.get('minItems', 0) or len(value) > schema.get('maxItems', math.inf):
        yield f'{path}: {len(value)} items'
    if schema.get('uniqueItems') and len({repr(item) for item in value}) < len(value):
        yield f'{path}: items repeat'
    for i, item in enumerate(value):
        yield from errors(item, schema.get('items', {}), root, f'{path}/{i}')


def check_scalar(value, schema, path):
    if 'enum' in schema and value not in schema['enum']:
        yield f'{path}: {value!r} is none of {schema["enum"]}'
    if 'const' in schema and value != schema['const']:
        yield f'{path}: {value!r} is not {schema["const"]!r}'
    if isinstance(value, str) and not re.search(schema.get('pattern', ''), value):
        yield f'{path}: {value!r} does not match {schema["pattern"]}'
    if has_type(value, 'number'):
        if not schema.get('minimum', -math.inf) <= value <= schema.get('maximum', math.inf):
            yield f'{path}: {value} is out of range'


def errors(value, schema, root, path=''):
    """Yields what is wrong with `value`, each as one line."""
    if '$ref' in schema:
        target = root
        for part in schema['$ref'].removeprefix('#/').split('/'):
            target = target[part]
        yield from errors(value, target, root, path)
    known = {'$ref', 'type', 'enum', 'const', 'pattern', 'minimum', 'maximum', 'required',
             'properties', 'additionalProperties', 'propertyNames', 'items', 'minItems', 'maxItems',
             'uniqueItems', 'minProperties'} | NOTES
    for word in set(schema) - known:
        yield f'{path}: this check does not know the word {word}'
    types = schema.get('type', [])
    types = [types] if isinstance(types, str) else types
    if types and not any(has_type(value, name) for name in types):
        yield f'{path}: {value!r} is no {" or ".join(types)}'
        return
    yield from check_scalar(value, schema, path)
    if isinstance(value, dict):
        yield from check_object(value, schema, root, path)
    if isinstance(value, list):
        yield from check_array(value, schema, root, path)
