# SPDX-License-Identifier: MIT
"""A table of results: Arrow stream, rows, pandas, GeoPandas."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from . import _arrow, _stream
from ._library import call, decoded, lib

if TYPE_CHECKING:
    import geopandas
    import pandas
    import pyarrow

    from ._audit import Audit

_TYPES = {1: 'text', 2: 'integer', 3: 'real', 4: 'geometry'}


@dataclass(frozen=True)
class Column:
    """`type` is 'text', 'integer', 'real' or 'geometry'."""

    name: str
    type: str


class Table:
    """A table of an audit. It lives as long as the audit is open; streams and frames of it live on.

    Anything that takes Arrow streams takes the table itself: `pyarrow.table(table)`, `polars.from_arrow(table)`,
    `duckdb.sql("SELECT * FROM table")`."""

    def __init__(self, audit: Audit, handle: int) -> None:
        self._audit = audit
        self._at = handle
        self.name = decoded(lib.rasif_table_name(handle))
        self._rows: int = lib.rasif_table_rows(handle)

    @property
    def _handle(self) -> int:
        self._audit._check_open()
        return self._at

    def __len__(self) -> int:
        return self._rows

    def __repr__(self) -> str:
        return f'<rasif.Table {self.name}: {self._rows} rows>'

    @property
    def columns(self) -> list[Column]:
        """The columns that rasif adds or makes; `fid`, and the geometry of an input's layer, come beside them."""
        handle = self._handle
        return [Column(decoded(lib.rasif_table_column_name(handle, i)), _TYPES.get(lib.rasif_table_column_type(handle, i), 'other'))
                for i in range(lib.rasif_table_columns(handle))]

    @property
    def geometry(self) -> str | None:
        """The name of the geometry; None: rows have none."""
        return decoded(lib.rasif_table_geometry_name(self._handle)) or None

    @property
    def crs(self) -> str | None:
        """The coordinate system of the geometry: 'EPSG:32636', or WKT."""
        return decoded(lib.rasif_table_crs(self._handle)) or None

    # ---- Arrow

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A new stream of all rows. The columns have one schema, whatever is requested."""
        capsule = _stream.new_capsule()
        call(lib.rasif_table_arrow, self._handle, _stream.address(capsule))
        return capsule

    def to_pyarrow(self) -> pyarrow.Table:
        """A pyarrow.Table; needs pyarrow 14 or later."""
        import pyarrow
        return pyarrow.table(self)

    def _batches(self) -> tuple[list[_arrow.Field], Iterator[_arrow.Array]]:
        capsule = self.__arrow_c_stream__()
        stream = _arrow.Stream.from_address(_stream.address(capsule))

        def read() -> Iterator[_arrow.Array]:
            owner = capsule  # the stream ends with it
            yield from _arrow.batches(stream)
            del owner

        return _arrow.fields(stream), read()

    # ---- rows and frames

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row as a dict: str, int, float, and bytes of WKB; None where it is null. Needs nothing but Python."""
        fields, batches = self._batches()
        names = [field.name for field in fields]
        for batch in batches:
            columns = [_arrow.values(batch.children[i].contents, field.format) for i, field in enumerate(fields)]
            for row in zip(*columns):
                yield dict(zip(names, row))

    def to_pandas(self) -> pandas.DataFrame:
        """A DataFrame; `fid` is a column, geometries are WKB. Integers with nulls are Int64, null texts None."""
        import numpy
        import pandas
        fields, batches = self._batches()
        parts: list[list[Any]] = [[] for _ in fields]
        for batch in batches:
            for i, field in enumerate(fields):
                array = batch.children[i].contents
                parts[i].append(_arrow.numbers(array, field.format) if field.format in 'lg' else _arrow.values(array, field.format))
        columns: dict[str, Any] = {}
        for field, pieces in zip(fields, parts):
            if field.format in 'uz':
                texts = numpy.empty(len(self), dtype=object)
                texts[:] = [value for piece in pieces for value in piece]
                columns[field.name] = texts
                continue
            kind = 'int64' if field.format == 'l' else 'float64'
            data = numpy.concatenate([piece[0] for piece in pieces]) if pieces else numpy.empty(0, dtype=kind)
            null = numpy.concatenate([piece[1] for piece in pieces]) if pieces else numpy.empty(0, dtype=bool)
            if field.format == 'g':
                data[null] = numpy.nan
            columns[field.name] = pandas.arrays.IntegerArray(data, null) if field.format == 'l' and null.any() else data
        return pandas.DataFrame(columns)

    def to_geopandas(self) -> geopandas.GeoDataFrame:
        """A GeoDataFrame in the table's coordinate system. ValueError where rows have no geometry."""
        name, crs = self.geometry, self.crs
        if name is None:
            raise ValueError(f'rows of {self.name} have no geometry; use to_pandas()')
        import geopandas
        frame = self.to_pandas()
        shapes = geopandas.GeoSeries.from_wkb(frame[name], crs=crs)
        return geopandas.GeoDataFrame(frame.assign(**{name: shapes}), geometry=name, crs=crs)

