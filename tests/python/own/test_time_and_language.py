"""Time zones, the calendar, the locale."""

import calendar
import datetime
import locale
import os
import time
import zoneinfo

import pytest

import js


def test_a_time_zone_of_the_database():
    berlin = zoneinfo.ZoneInfo("Europe/Berlin")
    summer = datetime.datetime(2026, 7, 1, 12, tzinfo=berlin)
    winter = datetime.datetime(2026, 12, 1, 12, tzinfo=berlin)
    assert (summer.utcoffset(), winter.utcoffset()) == (datetime.timedelta(hours=2), datetime.timedelta(hours=1))
    assert summer.tzname() == "CEST"


def test_the_hour_that_is_twice_there():
    new_york = zoneinfo.ZoneInfo("America/New_York")
    first, second = (datetime.datetime(2026, 11, 1, 1, 30, tzinfo=new_york, fold=fold) for fold in (0, 1))
    assert second.timestamp() - first.timestamp() == 3600


def test_an_unknown_time_zone_is_named():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError, match="Atlantis"):
        zoneinfo.ZoneInfo("Europe/Atlantis")


def test_local_time_is_that_of_the_browser():
    now = time.time()
    minutes_west = js.Date.new(now * 1000).getTimezoneOffset()
    assert time.localtime(now).tm_gmtoff == -60 * minutes_west


def test_clocks_go_forward():
    start = time.monotonic()
    time.sleep(0.02)
    assert 0.01 < time.monotonic() - start < 5
    assert abs(time.time() - datetime.datetime.now(datetime.UTC).timestamp()) < 1


def test_dates_are_read_and_written():
    moment = datetime.datetime.strptime("Mon 23 Nov 2026 12:34:56", "%a %d %b %Y %H:%M:%S")
    assert moment.isoformat() == "2026-11-23T12:34:56"
    assert moment.strftime("%A %d. %B %Y, week %V") == "Monday 23. November 2026, week 48"
    assert calendar.day_name[0] == "Monday"


def test_the_locale_is_utf_8():
    assert locale.getpreferredencoding().lower().replace("_", "-") == "utf-8"
    assert locale.setlocale(locale.LC_ALL, "C.UTF-8")
    assert locale.localeconv()["decimal_point"] == "."
    assert os.fsencode("é") == b"\xc3\xa9"
