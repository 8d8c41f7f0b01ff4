"""A column that holds the words by which a row is found, and how databases look into it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models import Lookup
from django.db.models.sql.compiler import SQLCompiler

from tracker.shared.search_words import Term, spelled, spelled_texts


class SearchWords(models.TextField):
    """The words of other fields of its row (`sources`), worked out whenever it is written.

    `save` and `bulk_create` do so by themselves. An `update` of a queryset that writes one of
    the sources does not.
    """

    def __init__(self, *sources: str, **kwargs: Any) -> None:
        self.sources = sources
        super().__init__(**kwargs | {"blank": True, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, _args, kwargs = super().deconstruct()
        for fixed in ("blank", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, [*self.sources], kwargs

    def pre_save(self, model_instance: models.Model, add: Any) -> str:
        words = self.words_of(model_instance)
        setattr(model_instance, self.attname, words)
        return words

    def words_of(self, row: models.Model) -> str:
        """Return what this column has to hold for `row`."""
        return spelled_texts(self.texts_of(row))

    def texts_of(self, row: models.Model) -> Iterator[str]:
        for name in self.sources:
            value = getattr(row, name)
            yield from value if isinstance(value, list) else [value]


class Searched(models.Model):
    """A row that is found by its words, in its column `search_words`."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        # Derived from fields of the same row, so it is written whenever one of them is.
        sources = self._meta.get_field("search_words").sources
        if (names := kwargs.get("update_fields")) and {*names} & {*sources}:
            kwargs["update_fields"] = {*names, "search_words"}
        super().save(*args, **kwargs)


@SearchWords.register_lookup
class Holds(Lookup):
    """Whether a row holds all of some terms: `search_words__holds=terms_of("…")`.

    SQLite looks into the full-text table beside the row's own, PostgreSQL into an index on
    the column; see tracker.search.index.
    """

    lookup_name = "holds"
    prepare_rhs = False

    def as_sqlite(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        quote = connection.ops.quote_name
        model = self.lhs.target.model
        key = f"{quote(self.lhs.alias)}.{quote(model._meta.pk.column)}"
        table = quote(f"{model._meta.db_table}_search")
        sql = f"{key} IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
        return sql, [fts_query(self.rhs)]

    def as_postgresql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        sql = f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)"
        return sql, [*params, postgresql_query(self.rhs)]


def fts_query(terms: Collection[Term]) -> str:
    """Return `terms` as FTS5 takes them; of what was typed only letters a to z remain."""
    return " AND ".join(
        " + ".join(spelled(word) for word in term.words) + (" *" if term.is_open else "")
        for term in terms
    )


def postgresql_query(terms: Collection[Term]) -> str:
    """Return `terms` as `to_tsquery` takes them."""
    return " & ".join(
        "(" + " <-> ".join(spelled(word) for word in term.words) + f"{':*' * term.is_open})"
        for term in terms
    )
