"""A headless Chromium, driven by chromedriver over its own protocol.

On Debian: ``apt-get install chromium chromium-driver``. Without one these tests are skipped,
unless ``SCLCELL_BROWSER`` is ``required``, as `make browser` sets it.
"""

import json
import os
import re
import shutil
import subprocess
import urllib.request
from contextlib import contextmanager

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
DRIVER = shutil.which("chromedriver")

needs_browser = pytest.mark.skipif(
    not (CHROMIUM and DRIVER) and os.environ.get("SCLCELL_BROWSER") != "required",
    reason="no Chromium with chromedriver found; apt-get install chromium chromium-driver",
)


class Browser:
    """The few commands of the WebDriver protocol that the tests need."""

    def __init__(self, base):
        self.base = base
        arguments = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        options = {
            "browserName": "chrome",
            "goog:chromeOptions": {"binary": CHROMIUM, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        session = self._post(base + "/session", {"capabilities": {"alwaysMatch": options}})
        self.session = f"{base}/session/{session['sessionId']}"

    @staticmethod
    def _post(url, body=None, method="POST"):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
        request.method = method
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, path):
        self._post(self.session + "/url", {"url": path.as_uri()})

    def resize(self, width, height=900):
        self._post(self.session + "/window/rect", {"width": width, "height": height})

    def run(self, script, *arguments):
        body = {"script": script, "args": list(arguments)}
        return self._post(self.session + "/execute/sync", body)

    def wait(self, script, *arguments):
        """Return what the script gives once that is true, or its last value after 15 s."""
        body = {
            "script": "const done = arguments[arguments.length - 1]; const start = Date.now();"
            f"const look = () => {{ const value = (function() {{ {script} }})(...arguments);"
            "if (value || Date.now() - start > 15000) done(value); else setTimeout(look, 50); };"
            "look();",
            "args": list(arguments),
        }
        return self._post(self.session + "/execute/async", body)

    def hover(self, x, y):
        self._mouse(
            *(
                {"type": "pointerMove", "duration": 20, "x": int(x) + d, "y": int(y)}
                for d in (-3, 0)
            )
        )

    def drag(self, start, end):
        self._mouse(
            {"type": "pointerMove", "duration": 20, "x": int(start[0]), "y": int(start[1])},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerMove", "duration": 60, "x": int(end[0]), "y": int(end[1])},
            {"type": "pointerUp", "button": 0},
        )

    def double_click(self, x, y):
        click = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._mouse(
            {"type": "pointerMove", "duration": 20, "x": int(x), "y": int(y)}, *click, *click
        )

    def turn_wheel(self, x, y, by):
        turn = {"type": "scroll", "x": int(x), "y": int(y), "deltaX": 0, "deltaY": by}
        wheel = {"type": "wheel", "id": "wheel", "actions": [turn]}
        self._post(self.session + "/actions", {"actions": [wheel]})

    def emulate(self, width, height=800):
        """Show the page as a telephone does: windows cannot be narrower than some 500 pixels."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": True}
        self._cdp("Emulation.setDeviceMetricsOverride", screen)

    def stop_emulating(self):
        self._cdp("Emulation.clearDeviceMetricsOverride", {})

    def _cdp(self, command, parameters):
        self._post(self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def _mouse(self, *steps):
        mouse = {"type": "pointer", "id": "mouse", "actions": list(steps)}
        mouse["parameters"] = {"pointerType": "mouse"}
        self._post(self.session + "/actions", {"actions": [mouse]})

    def log(self, kind):
        return self._post(self.session + "/se/log", {"type": kind})

    def close(self):
        self._post(self.session, method="DELETE")


@contextmanager
def running_browser():
    """Start chromedriver and a browser, and end both."""
    process = subprocess.Popen(
        [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        port = None
        for line in process.stdout:
            match = re.search(r"started successfully on port (\d+)", line)
            if match:
                port = match[1]
                break
        assert port, "chromedriver did not start"
        browser = Browser(f"http://127.0.0.1:{port}")
        yield browser
        browser.close()
    finally:
        process.terminate()
        process.wait(timeout=20)


def requested(browser):
    """Return the kinds of addresses that the page has asked for."""
    events = [json.loads(entry["message"])["message"] for entry in browser.log("performance")]
    return {
        event["params"]["request"]["url"].partition(":")[0]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    }
