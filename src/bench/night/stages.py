"""Where the time of a run goes: wall and CPU time of each stage, and which threads took it.

python3 stages.py NIGHT OUTPUT SCRATCH [CORES]: calibrates a night with the launcher, and looks fifty times a second
what there is in the output, and what the threads of the process have used. Linux only. The folder of the output must
be new, that of the scratch space empty of masters.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

LAUNCHER = Path(__file__).resolve().parents[3] / "nightbeam"
TICK = os.sysconf("SC_CLK_TCK")
STAGES = ["start, headers, plan", "master bias", "master dark", "master flat", "lights", "table, end"]
GROUPS = ["pixels", "compilers", "runner and main", "other"]


def group(thread):
    """The group of a thread by its name, of which Linux keeps 15 characters."""
    if thread.startswith(("nightbeam-", "ForkJoinPool", "Thread-")):
        return "pixels"
    if thread.startswith(("C1 Compiler", "C2 Compiler")):
        return "compilers"
    return "runner and main" if thread.startswith(("java", "direct-runner", "direct-metrics")) else "other"


def cpu(pid):
    """CPU seconds so far by group; also of threads that have ended, as far as they were seen."""
    used = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            name, _, rest = (task / "stat").read_text().partition("(")[2].rpartition(")")
            fields = rest.split()
            used[task.name] = (group(name), (int(fields[11]) + int(fields[12])) / TICK)
        except (FileNotFoundError, ProcessLookupError):
            pass
    return used


def stage(output, began):
    """Which stage a run is in, by what is in its output: a stage begins when its first temporary file is there."""
    masters = sum(1 for _ in (output / "masters").glob("*/*.fits"))
    if (output / "frames.csv").exists() or masters == 3 and len(list((output / "calibrated").glob("*/*"))) == 60:
        return 5
    if masters == 3:
        return 4
    if masters > 0:
        return masters + 1
    bands = any(output.glob(".nightbeam-*/masters/*/job"))
    return 1 if bands or began else 0


def main():
    night, output, scratch = (Path(argument) for argument in sys.argv[1:4])
    pin = ["taskset", "-c", f"0-{int(sys.argv[4]) - 1}"] if len(sys.argv) > 4 else []
    start = time.monotonic()
    run = subprocess.Popen(
        [*pin, LAUNCHER, f"--input={night}", f"--output={output}", f"--scratch={scratch}"],
        stdout=subprocess.DEVNULL,
    )
    now, began_at, table, seen, before = 0, start, [], {}, {}
    while run.poll() is None:
        seen.update(cpu(run.pid))
        here = stage(output, now > 0)
        if here > now:
            table.append((now, began_at, time.monotonic(), dict(seen), before))
            now, began_at, before = here, time.monotonic(), dict(seen)
        time.sleep(0.02)
    table.append((now, began_at, time.monotonic(), dict(seen), before))
    if run.returncode != 0:
        sys.exit(f"the run ended with {run.returncode}")
    print("| stage | wall s | CPU s | CPU / wall | " + " | ".join(GROUPS) + " |")
    print("|---" * (4 + len(GROUPS)) + "|")
    rows = [
        (STAGES[number], until - since, [sum(t - old.get(task, (0, 0))[1] for task, (g, t) in used.items() if g == name)
                                         for name in GROUPS])
        for number, since, until, used, old in table
    ]
    rows.append(("all", table[-1][2] - start, [sum(row[2][i] for row in rows) for i in range(len(GROUPS))]))
    for name, wall, parts in rows:
        shares = " | ".join(f"{part:.2f}" for part in parts)
        print(f"| {name} | {wall:.2f} | {sum(parts):.2f} | {sum(parts) / wall:.1f} | {shares} |")


if __name__ == "__main__":
    main()
