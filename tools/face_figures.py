#!/usr/bin/env python3
"""Measures the window from outside, as a person meets it, on an invisible display: how long until it
is on the screen, what it costs when nothing happens, how long from a key to the pixel, and its
memory. Prints one line of JSON per figure. Needs xvfb and xdotool; build first:
zig build -Doptimize=ReleaseSafe.   tools/face_figures.py [zig-out/bin/alcove]"""
import json
import mmap
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 9
KEYS = 21
IDLE_SECONDS = 20
WIDTH, HEIGHT = 1280, 900


def figure(name, value, unit, goal):
    row = {"figure": name, "value": round(value, 2), "unit": unit, "goal": goal}
    print(json.dumps(row), flush=True)


class Display:
    """An X server whose pixels lie in a file that can be looked at."""

    def __init__(self, folder):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-fbdir", folder,
             "-screen", "0", f"{WIDTH}x{HEIGHT}x24"],
            pass_fds=[write], stderr=subprocess.DEVNULL)
        os.close(write)
        self.name = ":" + os.read(read, 16).decode().strip()
        with open(os.path.join(folder, "Xvfb_screen0"), "rb") as file:
            self.pixels = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)

    def picture(self):
        return self.pixels[-WIDTH * HEIGHT * 4:]

    def await_change(self, before, seconds):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.picture() != before:
                return time.monotonic()
        sys.exit("nothing changed on the screen")

    def key(self, *names):
        self.run("key", *names)

    def focus(self):
        self.run("search", "--onlyvisible", "--class", "alcove", "windowfocus", "--sync")

    def run(self, *words):
        environment = {**os.environ, "DISPLAY": self.name}
        subprocess.run(["xdotool", *words], check=True, env=environment)


class Window:
    def __init__(self, program, profile, display):
        environment = {**os.environ, "DISPLAY": display.name, "SDL_VIDEODRIVER": "x11"}
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [program, "--profile", profile, "--helpers", "none", "--speaker", "none",
             "--mic", "silence", "--camera", "none"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def processor_ms(self):
        with open(f"/proc/{self.process.pid}/schedstat") as file:
            own = int(file.read().split()[0])
        tasks = f"/proc/{self.process.pid}/task"
        spent = 0
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/schedstat") as file:
                spent += int(file.read().split()[0])
        return max(own, spent) / 1e6

    def memory_mb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


def measure_start(program, profile, display):
    times = []
    for _ in range(RUNS):
        before = display.picture()
        window = Window(program, profile, display)
        times.append((display.await_change(before, 10) - window.began) * 1000)
        time.sleep(0.3)
        window.close()
        while display.picture() != before:
            pass
    figure("window on screen, median of starts", statistics.median(times), "ms", 150)
    figure("window on screen, slowest", max(times), "ms", 150)


def measure_open_window(program, profile, display):
    window = Window(program, profile, display)
    time.sleep(2)
    figure("memory without a call", window.memory_mb(), "MB", 40)
    spent = window.processor_ms()
    time.sleep(IDLE_SECONDS)
    figure("idle, of a core", (window.processor_ms() - spent) / (IDLE_SECONDS * 10), "%", 0.2)
    display.focus()
    time.sleep(0.5)
    times = []
    for _ in range(KEYS):
        before = display.picture()
        began = time.monotonic()
        display.key("Tab")
        times.append((display.await_change(before, 5) - began) * 1000)
        time.sleep(0.15)
    figure("from the start of xdotool to the pixel, median", statistics.median(times), "ms", 33)
    window.close()


def main():
    program = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "zig-out/bin/alcove")
    folder = tempfile.mkdtemp()
    display = Display(folder)
    try:
        profile = os.path.join(folder, "profile")
        first = Window(program, profile, display)  # makes its keys
        time.sleep(2)
        first.close()
        measure_start(program, profile, display)
        measure_open_window(program, profile, display)
    finally:
        display.process.terminate()
        shutil.rmtree(folder, ignore_errors=True)


main()
