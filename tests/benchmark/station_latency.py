"""How long a scan waits, through the real HTTP path: while the station has nothing else to do,
while an export of 20,000 orders comes in, and while print now goes over thousands of orders.
Prints p50, p99 and the worst of each, and the share of the station thread's slices over 10 ms.

    station_latency.py PROGRAM [--rows N] [--orders N] [--p99-ms LIMIT] [--slices-percent LIMIT]

With a limit it ends with 1 when the limit is passed."""
import argparse
import http.client
import json
import pathlib
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "crash"))
from station_process import Station  # noqa: E402


class Bench(threading.Thread):
    """A packer with a fast hand: every 25 ms a scan, by turns a label and the confirm code."""

    def __init__(self, station, numbers):
        super().__init__(daemon=True)
        self.station, self.numbers = station, numbers
        self.ended = threading.Event()
        self.milliseconds, self.outcomes, self.next = [], {}, 0

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.station.port, timeout=30)
        while not self.ended.is_set():
            text = self.numbers[self.next // 2 % len(self.numbers)] if self.next % 2 == 0 \
                else "PB:CONFIRM"
            self.next += 1
            body = json.dumps({"text": text, "key": f"latency-{id(self)}-{self.next}"})
            begin = time.perf_counter()
            connection.request("POST", "/api/v1/benches/1/scan", body,
                               {"Content-Type": "application/json", "X-Packbench": "1"})
            answer = connection.getresponse()
            content = json.load(answer)
            self.milliseconds.append((time.perf_counter() - begin) * 1000)
            kind = content["outcome"]["kind"] if answer.status == 200 else str(answer.status)
            self.outcomes[kind] = self.outcomes.get(kind, 0) + 1
            time.sleep(0.025)

    def finish(self):
        self.ended.set()
        self.join()


def slices(station):
    """(slices, slices over 10 ms, seconds in all), since the start of the daemon."""
    connection = http.client.HTTPConnection("127.0.0.1", station.port, timeout=30)
    connection.request("GET", "/metrics")
    values = {}
    for line in connection.getresponse().read().decode().splitlines():
        if line.startswith("packbench_station_slice_seconds"):
            name, number = line.rsplit(" ", 1)
            values[name.removeprefix("packbench_station_slice_seconds")] = float(number)
    short = next(number for name, number in values.items() if 'le="0.01"' in name)
    return values["_count"], values["_count"] - short, values["_sum"]


class Measure:
    def __init__(self, station):
        self.station, self.rows, self.slow = station, [], {}

    def during(self, name, numbers, work):
        before = slices(self.station)
        bench = Bench(self.station, numbers)
        bench.start()
        began = time.monotonic()
        done = work()
        seconds = time.monotonic() - began
        bench.finish()
        after = slices(self.station)
        times = sorted(bench.milliseconds)
        count = after[0] - before[0]
        share = 100 * (after[1] - before[1]) / max(1, count)
        if bench.outcomes.get("go", 0) * 10 < len(times) * 9:
            raise SystemExit(f"{name}: the scans say {bench.outcomes}")
        p99 = times[len(times) * 99 // 100]
        self.slow[name] = (p99, share)
        print(f"  {name:<34} {len(times):5d} {times[len(times) // 2]:8.1f} {p99:8.1f} "
              f"{times[-1]:8.1f} {int(count):8d} {share:9.2f} % {seconds:7.1f} s {done}", flush=True)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("--rows", type=int, default=20000)
    options.add_argument("--orders", type=int, default=5000)
    options.add_argument("--p99-ms", type=float)
    options.add_argument("--slices-percent", type=float)
    options = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="pb-latency-") as folder:
        station = Station(options.program, folder)
        station.start()
        station.wait_ready()
        packed = 1500
        station.import_orders(packed)
        station.post("/api/v1/batches", {})
        station.wait_printed(300)
        numbers = [job["number"] for job in station.jobs()]
        parts = [numbers[:200], numbers[200:200 + (packed - 200) // 2],
                 numbers[200 + (packed - 200) // 2:]]
        print(f"  {'scans while':<34} {'scans':>5} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} "
              f"{'slices':>8} {'> 10 ms':>11}", flush=True)
        measure = Measure(station)
        measure.during("nothing else is done", parts[0], lambda: time.sleep(5) or "")

        def import_all():
            began = time.monotonic()
            station.import_orders(options.rows)
            return f"{options.rows / (time.monotonic() - began):.0f} orders/s"
        measure.during(f"{options.rows} orders come in", parts[1], import_all)
        # More is not needed to see what print now costs: the rest is refused by no range.

        def print_now():
            began = time.monotonic()
            station.post("/api/v1/batches", {})
            while station.newest_batch()["total"] < options.orders:
                time.sleep(0.1)
            rate = options.orders / (time.monotonic() - began)
            batch = station.newest_batch()["id"]
            station.post(f"/api/v1/batches/{batch}/pause", {})
            return f"{rate:.0f} orders/s"
        measure.during(f"print now takes {options.orders} orders", parts[2], print_now)
        station.kill()
    failed = [f"{name}: p99 {p99:.1f} ms, {share:.2f} % of the slices over 10 ms"
              for name, (p99, share) in measure.slow.items()
              if (options.p99_ms and p99 > options.p99_ms) or
              (options.slices_percent and share > options.slices_percent)]
    if failed:
        raise SystemExit("\n".join(failed))


main()
