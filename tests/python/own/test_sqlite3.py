"""SQLite in memory and on the file system of the page."""

import sqlite3

import pytest


@pytest.fixture
def database():
    with sqlite3.connect(":memory:") as connection:
        yield connection
    connection.close()


def test_rows_come_back_with_their_types(database):
    row = (1, 2.5, "täxt", b"\0\xff", None)
    database.execute("create table t (a integer, b real, c text, d blob, e)")
    database.execute("insert into t values (?, ?, ?, ?, ?)", row)
    assert database.execute("select * from t").fetchone() == row


def test_window_functions_and_common_table_expressions(database):
    query = """
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 5)
        select i, sum(i) over (order by i) from n
    """
    assert database.execute(query).fetchall() == [(1, 1), (2, 3), (3, 6), (4, 10), (5, 15)]


def test_json_functions(database):
    assert database.execute("""select json_extract('{"a": [1, 2, 3]}', '$.a[2]')""").fetchone() == (3,)


def test_python_functions_are_called_from_sql(database):
    database.create_function("twice", 1, lambda value: value * 2)
    assert database.execute("select twice('ab')").fetchone() == ("abab",)


def test_an_error_in_a_python_function_reaches_the_caller(database):
    database.create_function("broken", 0, lambda: 1 / 0)
    with pytest.raises(sqlite3.OperationalError, match="user-defined function raised exception"):
        database.execute("select broken()").fetchone()


def test_violated_constraints_are_reported(database):
    database.execute("create table t (a unique)")
    database.execute("insert into t values (1)")
    with pytest.raises(sqlite3.IntegrityError, match=r"UNIQUE constraint failed: t\.a"):
        database.execute("insert into t values (1)")


def test_a_database_file_is_found_again(tmp_path):
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.execute("create table t (a)")
        connection.executemany("insert into t values (?)", [(i,) for i in range(1000)])
    connection.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*), sum(a) from t").fetchone() == (1000, 499500)
    connection.close()


def test_a_rolled_back_transaction_leaves_nothing(tmp_path):
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("create table t (a)")
    connection.commit()
    connection.execute("insert into t values (1)")
    connection.rollback()
    assert connection.execute("select count(*) from t").fetchone() == (0,)
    connection.close()
