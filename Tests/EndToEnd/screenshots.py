"""Drives the real program through the bad canary and draws its screens. Usage: screenshots.py FOLDER [--png]"""

import glob
import os
import shutil
import subprocess
import sys
import tempfile

from PIL import Image, ImageChops

import screen_image
from terminal import Terminal

LIGHT = ("paper",)


def environment(folder):
    for name in ("config", "state"):
        os.makedirs(os.path.join(folder, name), mode=0o700, exist_ok=True)
    return {
        "HOME": folder, "XDG_CONFIG_HOME": os.path.join(folder, "config"), "XDG_STATE_HOME": os.path.join(folder, "state"),
    }


class Album:
    def __init__(self, folder, png):
        self.folder, self.png = folder, png

    def take(self, console, name, dark=True):
        console.settle(0.4, 3)
        if self.png:
            screen_image.png(console.screen, os.path.join(self.folder, name + ".png"), dark)
        else:
            screen_image.svg(console.screen, os.path.join(self.folder, name + ".svg"), dark, f"flipback: {name}")
        print(name, flush=True)


def declare(console):
    console.press("D")
    console.settle(0.3, 3)
    console.press("1")
    console.press("enter")
    console.wait_for("ARMED", 30)


def story(album, theme, columns, rows, suffix, dark):
    with tempfile.TemporaryDirectory() as folder:
        options = ["demo", "--speed", "10", "--seed", "7", "--theme", theme]
        with Terminal(options, columns=columns, rows=rows, env=environment(folder)) as console:
            console.wait_for("PROPOSED  SEV-1", 120)
            album.take(console, "dashboard" + suffix, dark)
            console.press("R")
            console.settle(0.3, 3)
            album.take(console, "plan-sheet" + suffix, dark)
            console.press("esc")
            console.press("D")
            console.settle(0.3, 3)
            album.take(console, "declare" + suffix, dark)
            console.press("esc")
            declare(console)
            album.take(console, "incident" + suffix, dark)
            console.press("R")
            console.wait_for(lambda text: "DONE" in text or "read back" in text, 20)
            album.take(console, "acting" + suffix, dark)
            console.wait_for("recovered after", 90)
            album.take(console, "recovered" + suffix, dark)
            console.press("?")
            album.take(console, "help" + suffix, dark)


def deployment(album, columns, rows, suffix, theme="night", dark=True):
    """CodeDeploy shifts the traffic; the plan stops it first."""
    with tempfile.TemporaryDirectory() as folder:
        options = ["demo", "--scenario", "codedeploy-linear", "--speed", "5", "--seed", "7", "--theme", theme]
        with Terminal(options, columns=columns, rows=rows, env=environment(folder)) as console:
            console.wait_for("1 deployment running", 60)
            console.wait_for("next: 60 %", 60)
            album.take(console, "deployment" + suffix, dark)
            console.press("R")
            console.wait_for("StopDeployment", 20)
            album.take(console, "plan-stop" + suffix, dark)


def wall(album, columns, rows, suffix, theme="night", dark=True):
    with tempfile.TemporaryDirectory() as folder:
        options = ["demo", "--watch", "--wall", "--speed", "10", "--seed", "7", "--theme", theme]
        with Terminal(options, columns=columns, rows=rows, env=environment(folder)) as console:
            console.wait_for("▲ ALARM", 90)
            album.take(console, "wall" + suffix, dark)


def postmortem(folder):
    """The page of an incident from the alarm to the resolution, as a browser shows it."""
    with tempfile.TemporaryDirectory() as home:
        with Terminal(["demo", "--speed", "10", "--seed", "7"], env=environment(home)) as console:
            console.wait_for("▲ ALARM", 90)
            declare(console)
            console.press("R")
            console.wait_for("recovered after", 120)
            console.press(":")
            console.type("resolve v7 taken back, v8 will pin the SDK")
            console.press("enter")
            console.settle(0.5, 5)
            console.press("E")
            console.wait_for("written to", 30)
        page, = glob.glob(os.path.join(home, "state", "flipback", "**", "postmortems", "*.html"), recursive=True)
        picture = os.path.join(home, "page.png")
        root = ["--no-sandbox"] if os.geteuid() == 0 else []
        subprocess.run(
            [shutil.which("chromium") or "chromium", "--headless", *root, "--disable-gpu", "--hide-scrollbars", "--window-size=1100,5000",
             f"--user-data-dir={home}/browser", f"--screenshot={picture}", "file://" + page],
            check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        image = Image.open(picture).convert("RGB")
        # What the page leaves empty below is cut off, and so is what nobody reads in a README.
        used = ImageChops.difference(image, Image.new("RGB", image.size, image.getpixel((0, 0)))).getbbox()
        image.crop((0, 0, image.width, min(used[3] + 24, 3000))).quantize(256).save(os.path.join(folder, "postmortem.png"), optimize=True)
    print("postmortem", flush=True)


def main():
    folder = sys.argv[1]
    album = Album(folder, "--png" in sys.argv)
    os.makedirs(folder, exist_ok=True)
    story(album, "night", 120, 40, "", True)
    story(album, "paper", 120, 40, "-paper", False)
    deployment(album, 120, 40, "")
    wall(album, 120, 40, "")
    postmortem(folder)
    if "--all" in sys.argv:
        story(album, "night", 80, 24, "-80x24", True)
        story(album, "night", 200, 60, "-200x60", True)
        story(album, "colour-blind", 120, 40, "-colour-blind", True)
        story(album, "mono", 80, 24, "-mono", True)
        wall(album, 80, 24, "-80x24")


if __name__ == "__main__":
    main()
