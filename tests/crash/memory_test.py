"""1,000 labels to file printers leave memory flat: the daemon's resident memory after a warm-up of
1,000 labels and after 1,000 more.   Usage: memory_test.py PROGRAM"""
import sys
import tempfile
import time

from station_process import Station

LIMIT_MB = 4
WARM_UP = 1000


def print_all(station, count):
    station.import_orders(count)
    station.post("/api/v1/batches", {})
    station.wait_printed(150)


def main():
    with tempfile.TemporaryDirectory(prefix="pb-memory-") as folder:
        station = Station(sys.argv[1], folder)
        station.start()
        station.wait_ready()
        print_all(station, WARM_UP)
        first = station.memory_mb()
        began = time.monotonic()
        print_all(station, 1000)
        seconds = time.monotonic() - began
        last = station.memory_mb()
        sheets = sum(station.sheets().values())
        station.stop()
        print(f"{first:.1f} MB after {WARM_UP} labels, {last:.1f} MB after {sheets}; "
              f"1000 labels in {seconds:.1f} s")
        if sheets != WARM_UP + 1000:
            raise SystemExit(f"{sheets} sheets came out, {WARM_UP + 1000} were to")
        if last - first > LIMIT_MB:
            raise SystemExit(f"memory grew by {last - first:.1f} MB")


main()
