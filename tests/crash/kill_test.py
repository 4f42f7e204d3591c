"""kill -9 at 20 random moments of 200-label batches, each followed by a restart: no number comes
out twice without 补打, none is lost, unknown ones are listed and never more than the printers'
windows for each kill. One printer is a folder, the other a slow one on the network, so that
labels are cut in the middle.

    kill_test.py PROGRAM PRINTER [SEED [KILLS]]     PRINTER: the simulated ESC/POS printer"""
import collections
import pathlib
import random
import sys
import tempfile
import time

from station_process import NetworkPrinter, Station

WINDOW = 2  # Labels in flight of each printer.
WINDOWS = 2 * WINDOW  # Two printers.
NETWORK_BYTES_PER_SECOND = 2_000_000  # A label in some 60 ms.


def settle_all(station):
    """What a person does: looks at the paper and says what is there. What is not there, or was cut
    off, is printed again, as 补打 2."""
    again, sheets = 0, station.sheets()
    for job in station.get("/api/v1/jobs?state=unknown")["jobs"]:
        there = sheets[(job["number"], job["print_number"])] > 0
        station.post(f"/api/v1/jobs/{job['id']}/settle",
                     {"printed": there, "reason": "" if there else "not in the folder"})
        again += not there
    station.wait_printed(60)
    return again


def main():
    program = sys.argv[1]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261124
    kills = int(sys.argv[4]) if len(sys.argv) > 4 else 20
    chance = random.Random(seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pb-kill-") as folder:
        network = NetworkPrinter(sys.argv[2], pathlib.Path(folder) / "network",
                                 NETWORK_BYTES_PER_SECOND)
        station = Station(program, folder, network)
        station.start()
        station.wait_ready()
        station.import_orders(200)
        station.post("/api/v1/batches", {})
        batches, unknown, unseen, worst, states = 1, 0, 0, 0, {}
        known = set()
        for kill in range(kills):
            # Some moments lie inside the start itself, the others in the middle of the printing.
            time.sleep(chance.uniform(0.01, 0.6))
            station.kill()
            unseen += 1
            station.start()
            if chance.random() < 0.25 and kill + 1 < kills:
                continue
            status = station.wait_ready()
            now = status["counts"]["unknown"]
            if now - unknown > WINDOWS * unseen:
                raise SystemExit(f"seed {seed}: {now - unknown} labels unknown after {unseen} kills")
            worst = max(worst, now - unknown)
            fresh = collections.Counter(
                job["printer"] for job in station.get("/api/v1/jobs?state=unknown")["jobs"]
                if job["id"] not in known and not known.add(job["id"]))
            for printer, count in fresh.items():
                if count > WINDOW * unseen:
                    raise SystemExit(f"seed {seed}: {count} labels of {printer} are unknown after "
                                     f"{unseen} kills")
            unknown, unseen = now, 0
            if status["batch"] is None and kill + 1 < kills:
                station.import_orders(200)
                station.post("/api/v1/batches", {})
                batches += 1
        station.wait_ready()
        station.wait_printed(60)

        jobs, sheets = station.jobs(), station.sheets()
        cut = network.sheets()[1]
        listed = station.get("/api/v1/jobs?state=unknown")["jobs"]
        problems = []
        for (number, print_number), times in sheets.items():
            if times > 1:
                problems.append(f"{number} print {print_number} came out {times} times")
            if print_number > 1:
                problems.append(f"{number} was printed again by itself")
        orders = {}
        for job in jobs:
            states[job["state"]] = states.get(job["state"], 0) + 1
            orders.setdefault(job["order_no"], []).append(job)
            on_paper = sheets[(job["number"], 1)]
            if job["state"] == "printed" and on_paper != 1:
                problems.append(f"{job['number']} is printed, but {on_paper} sheets came out")
            if job["state"] != "unknown" and cut[(job["number"], 1)] > 0:
                problems.append(f"{job['number']} was cut off and is {job['state']}")
            if on_paper + cut[(job["number"], 1)] > 1:
                problems.append(f"{job['number']} was begun on two sheets")
            if job["state"] not in ("printed", "unknown"):
                problems.append(f"{job['number']} is {job['state']}")
        if len(orders) != station.orders:
            problems.append(f"{station.orders - len(orders)} of {station.orders} orders were lost")
        problems += [f"{order} has {len(own)} labels" for order, own in orders.items()
                     if len(own) != 1]
        if len(listed) != states.get("unknown", 0) or len(listed) > WINDOWS * kills:
            problems.append(f"{len(listed)} unknown labels are listed")
        again = settle_all(station)
        newest = {job["number"]: job for job in sorted(station.jobs(), key=lambda job: job["id"])}
        sheets = station.sheets()
        problems += [f"{number} is {job['state']} after everything was settled"
                     for number, job in newest.items() if job["state"] != "printed"]
        problems += [f"{number} print {print_number} came out {times} times"
                     for (number, print_number), times in sheets.items() if times > 1]
        second = sum(1 for _, print_number in sheets if print_number > 1)
        if second != again:
            problems.append(f"{second} sheets say 补打, {again} were asked for")
        station.stop()
        network.switch_off()
        if sum(network.sheets()[0].values()) == 0 or sum(cut.values()) == 0:
            problems.append("no label was cut off: this run has not tried what it is for")
        print(f"seed {seed}: {kills} kills, {batches} batches, {station.orders} orders, labels "
              f"{states}, {sum(sheets.values())} sheets on paper after settling ({again} as 补打), "
              f"{sum(cut.values())} cut off, at most {worst} unknown at once, "
              f"{time.monotonic() - began:.1f} s")
        if problems:
            raise SystemExit("\n".join(problems[:20]))


main()
