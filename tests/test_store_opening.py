"""Opening databases: made, migrated, refused; backups and restores; ``jdmatch db`` and ``jdmatch audit``."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

pytest.importorskip("sqlalchemy", reason="the extra [web] is not installed")

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from jdmatch.errors import OutputError, SettingsError, StoreError
from jdmatch.settings import Settings
from jdmatch.store import look_at, migrating, open_store, restore
from jdmatch.store.opening import connected
from jdmatch.store.records import PostingQuery
from jdmatch.store.tables import metadata
from tests import store_kit
from tests.store_kit import add

server, url, empty_url = store_kit.server, store_kit.url, store_kit.empty_url


def test_without_a_url_it_lies_in_the_data_folder(tmp_path):
    folder = tmp_path / "new" / "data"
    with open_store(None, Settings(data_dir=folder)) as store:
        add(store)
        with store.database.read() as connection:
            pragmas = {
                name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "foreign_keys")
            }
        assert pragmas == {"journal_mode": "wal", "foreign_keys": 1}
        store.ready()
    assert stat.S_IMODE((folder / "jdmatch.db").stat().st_mode) == 0o600
    with open_store(str(folder / "jdmatch.db"), Settings(), make=False) as store:
        assert store.info().postings == 1


def test_the_migrations_make_the_tables_of_the_queries(empty_url):
    def counts(thing, name, kind, reflected, compared):
        # What only one kind of database has, made by the migration alone.
        return (
            not (name or "").startswith(("posting_fts", "posting_texts_words", "jdmatch_version")) and name != "words"
        )

    with open_store(empty_url, Settings()) as store, store.database.read() as connection:
        options = {"version_table": migrating.VERSION_TABLE, "include_object": counts, "compare_type": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []


@pytest.mark.parametrize("revision", [script.revision for script in migrating.scripts().walk_revisions()])
def test_every_earlier_version_becomes_this_one(empty_url, revision):
    database = connected(empty_url, Settings())
    assert migrating.upgrade(database, revision) == (None, revision)
    database.engine.dispose()
    with open_store(empty_url, Settings()) as store:
        assert store.info().version == migrating.head()
        add(store)
        store.ready()


def test_servers_that_start_at_once(empty_url):
    told, ready = [], threading.Barrier(4)

    def start():
        ready.wait()
        try:
            with open_store(empty_url, Settings()) as store:
                told.append(store.info().version)
        except Exception as error:
            told.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == [migrating.head()] * 4


def test_a_newer_database_is_left_alone(empty_url):
    with open_store(empty_url, Settings()) as store, store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE {migrating.VERSION_TABLE} SET version_num = '9999'")
    for ask in (lambda: open_store(empty_url, Settings()), lambda: look_at(empty_url, Settings())):
        with pytest.raises(StoreError, match="newer jdmatch") as refused:
            ask()
        assert (refused.value.code, refused.value.exit_code) == ("JDM084", 3)


def test_another_programs_tables_are_left_alone(empty_url):
    if empty_url.startswith("sqlite"):
        with sqlite3.connect(empty_url.removeprefix("sqlite:///")) as connection:
            connection.execute("CREATE TABLE postings (a)")
    else:
        import psycopg

        with psycopg.connect(empty_url) as connection:
            connection.execute("CREATE TABLE postings (a int)")
    with pytest.raises(StoreError, match="another program") as refused:
        open_store(empty_url, Settings())
    assert refused.value.code == "JDM083"


def test_what_can_not_be_opened(tmp_path):
    (tmp_path / "text.db").write_text("This is no database, it is a text of some length.\n" * 100, encoding="utf-8")
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "file").write_text("", encoding="utf-8")
    for name, why in (("text.db", "no database"), ("folder.db", "folder"), ("file/x.db", "can not be written")):
        with pytest.raises(StoreError, match=why):
            open_store(str(tmp_path / name), Settings())
    with pytest.raises(StoreError, match="nothing of jdmatch yet"):
        look_at(str(tmp_path / "none.db"), Settings())
    assert not (tmp_path / "none.db").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_database_that_may_not_be_written(tmp_path):
    with open_store(str(tmp_path / "a.db"), Settings()):
        pass
    (tmp_path / "a.db").chmod(0o400)
    with pytest.raises(StoreError, match="can not be written"):
        open_store(str(tmp_path / "a.db"), Settings())


def test_a_server_that_is_not_there():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreError) as refused:
        open_store("postgresql://ann:secret@/x?host=/nowhere/at/all", Settings())
    assert "secret" not in refused.value.message
    assert "Check that the server runs" in refused.value.message


@pytest.mark.parametrize(
    "url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "a://b:c:d", "postgresql+asyncpg://x"]
)
def test_a_url_that_is_none(url):
    with pytest.raises(SettingsError):
        open_store(url, Settings())


def test_values_never_stand_in_errors(tmp_path):
    with open_store(str(tmp_path / "a.db"), Settings()) as store:
        with pytest.raises(StoreError) as refused, store.database.read() as connection:
            connection.execute(text("SELECT nothing FROM nowhere WHERE x = :x"), {"x": "a secret posting"})
        told = f"{refused.value} {refused.value.__cause__}"
    assert "secret" not in told


def test_a_backup_is_made_while_others_write_and_comes_back(tmp_path):
    place = str(tmp_path / "a.db")
    backup = tmp_path / "backups" / "a.backup"
    with open_store(place, Settings()) as store:
        number = add(store)
        store.backup(backup)
        add(store)
        with pytest.raises(StoreError, match="in use"):
            restore(backup, place, Settings(), overwrite=True)
    with pytest.raises(StoreError, match="overwrite"):
        restore(backup, place, Settings())
    restore(backup, place, Settings(), overwrite=True)
    restore(backup, str(tmp_path / "deep" / "b.db"), Settings())
    for again in (place, str(tmp_path / "deep" / "b.db")):
        with open_store(again, Settings()) as store:
            assert [row.id for row in store.postings.page(PostingQuery(words="flour")).rows] == [number]
            assert store.audit.verify() is None
    assert sorted(path.name for path in backup.parent.iterdir()) == ["a.backup"]


def test_a_database_that_was_spoilt_is_replaced(tmp_path):
    with open_store(str(tmp_path / "a.db"), Settings()) as store:
        store.backup(tmp_path / "b")
    (tmp_path / "a.db").write_text("spoilt " * 1000, encoding="utf-8")
    restore(tmp_path / "b", str(tmp_path / "a.db"), Settings(), overwrite=True)
    with open_store(str(tmp_path / "a.db"), Settings()) as store:
        assert store.info().postings == 0


def test_what_is_no_backup_is_refused(tmp_path):
    with open_store(str(tmp_path / "a.db"), Settings()) as store:
        for _ in range(30):
            add(store)
        store.backup(tmp_path / "whole")
        with pytest.raises(OutputError):
            store.backup(tmp_path)
    whole = (tmp_path / "whole").read_bytes()
    (tmp_path / "text").write_text("no database", encoding="utf-8")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "flipped").write_bytes(whole[:30000] + b"\xff" * 9000 + whole[39000:])
    with sqlite3.connect(tmp_path / "other") as connection:
        connection.execute("CREATE TABLE x (a)")
    for name in ("text", "empty", "cut", "flipped", "other", "none"):
        with pytest.raises(StoreError):
            restore(tmp_path / name, str(tmp_path / "new.db"), Settings())
    assert not (tmp_path / "new.db").exists()


def test_of_postgresql_the_line_is_told(url, tmp_path):
    if url.startswith("sqlite"):
        pytest.skip("about PostgreSQL alone")
    with open_store(url, Settings()) as store, pytest.raises(StoreError, match="pg_dump --format=custom"):
        store.backup(tmp_path / "x")
    with pytest.raises(StoreError, match="pg_restore"):
        restore(tmp_path / "x", url, Settings())


def test_the_commands(jd, tmp_path):
    place = ("--database", str(tmp_path / "a.db"))
    assert jd("db", "info", *place).code == 3
    assert jd("db", "upgrade", *place).out.endswith(f"at version {migrating.head()}\n")
    with open_store(place[1], Settings()) as store:
        add(store)
    told = json.loads(jd("db", "info", "--format", "json", *place).out)
    assert (told["postings"], told["analyses"], told["audit"], told["dialect"]) == (1, 1, 1, "sqlite")
    assert "1 posting with 1 analyses" in jd("db", "info", *place).out
    head = jd("audit", "verify", *place).out.removeprefix("whole: ").strip()
    assert jd("audit", "verify", "--expect", head, *place).code == 0
    assert jd("audit", "verify", "--expect", "x", *place).code == 2
    assert jd("db", "backup", str(tmp_path / "b"), *place).code == 0
    assert jd("db", "purge", "--older-than", "0d", "--yes", *place).out.startswith("removed: 1 posting,")
    assert jd("db", "purge", "--older-than", "soon", "--yes", *place).code == 2
    assert jd("db", "restore", str(tmp_path / "b"), *place).code == 3
    assert jd("db", "restore", str(tmp_path / "b"), "--overwrite", *place).code == 0
    assert json.loads(jd("db", "info", "--format", "json", *place).out)["postings"] == 1
    with sqlite3.connect(place[1]) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
        connection.execute("UPDATE audit SET who = 'eve'")
    broken = jd("audit", "verify", *place)
    assert broken.code == 3
    assert "JDM088" in broken.err


def test_the_library_is_not_loaded_before_it_is_asked_for():
    code = "import sys, jdmatch.store, jdmatch.store.records; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("missing", ["sqlalchemy", "alembic"])
def test_a_missing_library_is_told_with_its_line(missing):
    code = (
        f"import sys; sys.modules['{missing}'] = None\n"
        "from jdmatch.errors import MissingExtraError\n"
        "try:\n    from jdmatch.store import open_store\n"
        "except MissingExtraError as error:\n    sys.exit('jdmatch[web]' not in str(error))\n"
        "sys.exit(1)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
