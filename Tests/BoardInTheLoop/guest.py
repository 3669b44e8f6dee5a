"""Runs one test file inside the test board; what each test showed goes to the results folder at once."""

import importlib.util
import json
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import board


def loaded(path):
    spec = importlib.util.spec_from_file_location("test_file", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(name, reason=None):
    """Closing the file hands the line to the host, whatever happens to this machine afterwards."""
    with open(f"{board.RESULTS}/tests", "a") as file:
        file.write(json.dumps({"name": name, "reason": reason}) + "\n")


def reason_of(problem):
    where = next((f" (line {frame.lineno})" for frame in reversed(traceback.extract_tb(problem.__traceback__))
                  if os.path.basename(frame.filename).startswith("test_")), "")
    return f"{type(problem).__name__}: {problem}{where}"


def main(path, boot):
    module = loaded(path)
    if boot <= getattr(module, "POWER_CUTS", 0):
        try:
            module.before_power_cut(boot)
        except (Exception, SystemExit) as problem:
            report(f"{os.path.basename(path)} before power cut {boot}", reason_of(problem))
        return 1
    for name, test in board.tests:
        try:
            test()
            report(name)
        except (Exception, SystemExit) as problem:
            traceback.print_exc()
            report(name, reason_of(problem))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
